package io.thawline.nn;

import io.thawline.schedule.ParameterGroup;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which of a network's parameters train, and which of its BatchNorm layers move statistics. */
final class TrainableParameters {
  private final Layout layout;
  private final List<ParameterGroup> groups;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> moving = new HashSet<>();

  /**
   * Those of the groups; all others are frozen.
   *
   * @throws IllegalArgumentException when a group names no parameter of the layout or one that
   *     another group has
   */
  TrainableParameters(Layout layout, List<ParameterGroup> groups) {
    this.layout = layout;
    this.groups = List.copyOf(groups);
    groups.forEach(this::add);
  }

  private void add(ParameterGroup group) {
    for (String name : group.parameters()) {
      if (layout.find(name).filter(TensorSpec::isParameter).isEmpty()) {
        throw new IllegalArgumentException("no parameter named " + name);
      }
      if (!names.add(name)) {
        throw new IllegalArgumentException(name + " is in two parameter groups");
      }
    }
    if (group.movesStatistics()) {
      moving.addAll(group.parameters());
    }
  }

  List<ParameterGroup> groups() {
    return groups;
  }

  boolean contains(String name) {
    return names.contains(name);
  }

  /** Group by group, as they lie in memory. */
  List<TensorSpec> grouped() {
    return names.stream().map(name -> layout.find(name).orElseThrow()).toList();
  }

  /** In the layout's order, however they are grouped. */
  List<String> names() {
    return layout.parameters().stream().map(TensorSpec::name).filter(names::contains).toList();
  }

  /** The parameters that do not train, in the layout's order. */
  List<TensorSpec> frozen() {
    return layout.parameters().stream().filter(spec -> !names.contains(spec.name())).toList();
  }

  /** Whether the BatchNorm layer of that name moves its running statistics in training. */
  boolean isMoving(String prefix) {
    return moving.contains(prefix + ".weight");
  }

  /** The statistics that move. */
  List<TensorSpec> movingBuffers() {
    return layout.movingBuffers(moving);
  }
}
