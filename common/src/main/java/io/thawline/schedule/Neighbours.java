package io.thawline.schedule;

import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The transferred layers that feed or read a fresh one, with the norms at them: one layer with
 * weights to either side, in the order of the forward pass. A connection that skips layers is not
 * seen.
 */
final class Neighbours {
  private final Layout layout;
  private final List<Layer> layers = new ArrayList<>();

  private record Layer(List<TensorSpec> parameters, boolean fresh) {
    boolean isNorm() {
      LayerKind kind = parameters.get(0).layer();
      return kind == LayerKind.BATCH_NORM || kind == LayerKind.LAYER_NORM;
    }
  }

  Neighbours(Layout layout, Origin origin) {
    this.layout = layout;
    Map<String, List<TensorSpec>> modules = new LinkedHashMap<>();
    for (LayerGroup group : layout.groups()) {
      for (String name : group.tensors()) {
        layout
            .find(name)
            .filter(TensorSpec::isParameter)
            .ifPresent(
                spec ->
                    modules
                        .computeIfAbsent(
                            name.replaceFirst("[.]?[^.]*$", ""), m -> new ArrayList<>())
                        .add(spec));
      }
    }
    modules
        .values()
        .forEach(
            specs ->
                layers.add(
                    new Layer(
                        specs,
                        specs.stream().anyMatch(spec -> origin.fresh().contains(spec.name())))));
  }

  /** Names of their parameters, in the layout's order. */
  Set<String> names() {
    Set<String> near = new LinkedHashSet<>();
    for (int at = 0; at < layers.size(); at++) {
      if (layers.get(at).fresh()) {
        collect(at, -1, near);
        collect(at, 1, near);
      }
    }
    Set<String> ordered = new LinkedHashSet<>();
    layout.parameters().stream().map(TensorSpec::name).filter(near::contains).forEach(ordered::add);
    return ordered;
  }

  private void collect(int fresh, int direction, Set<String> near) {
    boolean reached = false;
    for (int at = fresh + direction; at >= 0 && at < layers.size(); at += direction) {
      Layer layer = layers.get(at);
      if (layer.fresh() || (reached && (!layer.isNorm() || direction < 0))) {
        return;
      }
      layer.parameters().forEach(spec -> near.add(spec.name()));
      reached |= !layer.isNorm();
    }
  }
}
