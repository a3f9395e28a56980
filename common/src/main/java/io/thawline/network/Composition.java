package io.thawline.network;

import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is kept of a base.
 *
 * @param tensors of the kept stages, in the base's order
 * @param groups of them
 * @param stages that are kept
 * @param features behind the last of them
 * @param activations of the whole base
 */
record Composition(
    List<TensorSpec> tensors,
    List<LayerGroup> groups,
    List<Stage> stages,
    Features features,
    long activations) {
  private static final String START = "image";

  /**
   * The first stages of a base.
   *
   * @throws IllegalArgumentException when it has none of that name, or nothing may follow it
   */
  static Composition of(BaseOptions base, String through) {
    if (base instanceof ScriptOptions) {
      throw new IllegalArgumentException(
          "base.kind cannot be torchscript, whose layers no one sees into: name another network");
    }
    return base instanceof NetworkOptions network
        ? of(network.network(), through)
        : of((ImageOptions) base, through);
  }

  private static Composition of(ImageOptions image, String through) {
    if (!through.isEmpty()) {
      throw new IllegalArgumentException(
          "through is '%s', and an image has no layers: leave it out".formatted(through));
    }
    Features pixels = Features.map(image.channels(), image.imageSize());
    Stage start = Stage.from(START, Images.IMAGE, pixels, (weights, x, mode) -> x);
    return new Composition(List.of(), List.of(), List.of(start), pixels, pixels.size());
  }

  private static Composition of(Network base, String through) {
    List<Stage> stages = base.stages();
    List<String> names =
        stages.stream().filter(s -> s.features().isPresent()).map(Stage::name).toList();
    int last = names.indexOf(through);
    if (last < 0) {
      throw new IllegalArgumentException(
          "through must be a group of the base but its last, got '%s': write one of %s"
              .formatted(through, String.join(", ", names)));
    }
    List<Stage> kept = stages.subList(0, last + 1);
    List<LayerGroup> groups =
        base.layout().groups().stream()
            .filter(group -> names.subList(0, last + 1).contains(group.name()))
            .toList();
    return new Composition(
        tensors(base.layout(), groups),
        groups,
        kept,
        kept.get(last).features().orElseThrow(),
        base.activations());
  }

  private static List<TensorSpec> tensors(Layout layout, List<LayerGroup> groups) {
    Set<String> kept = new HashSet<>();
    groups.forEach(group -> kept.addAll(group.tensors()));
    return layout.tensors().stream().filter(spec -> kept.contains(spec.name())).toList();
  }

  /**
   * Refuses a prefix that is a module of the base.
   *
   * @throws IllegalArgumentException when a kept tensor's name begins with it
   */
  Composition requireNew(String prefix) {
    tensors.stream()
        .filter(spec -> spec.name().startsWith(prefix + "."))
        .findFirst()
        .ifPresent(
            spec -> {
              throw new IllegalArgumentException(
                  "prefix is %s, as in the base's %s: choose another"
                      .formatted(prefix, spec.name()));
            });
    return this;
  }

  /**
   * What there is behind the base and behind each new layer.
   *
   * @throws IllegalArgumentException when one cannot follow the other; the message begins with the
   *     layer's key
   */
  List<Features> behind(List<LayerOptions> layers) {
    List<Features> all = new ArrayList<>(List.of(features));
    for (int i = 0; i < layers.size(); i++) {
      try {
        all.add(layers.get(i).behind(all.get(i)));
      } catch (IllegalArgumentException e) {
        String giver = i == 0 ? "the base" : "layers." + (i - 1);
        throw new IllegalArgumentException(
            "layers.%d.%s from %s: change it, or put another layer before it"
                .formatted(i, e.getMessage(), giver),
            e);
      }
    }
    return all;
  }
}
