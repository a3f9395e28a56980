package io.thawline.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tensors a network consists of, in the order of PyTorch's state dict. Immutable. */
public final class Layout {
  private final Map<String, TensorSpec> specs = new LinkedHashMap<>();
  private final List<LayerGroup> groups;

  /**
   * A layout of these tensors, in which every module that has tensors of its own is a group.
   *
   * @throws IllegalArgumentException when two share a name
   */
  public Layout(List<TensorSpec> tensors) {
    this(tensors, modules(tensors));
  }

  /**
   * A layout of these tensors.
   *
   * @param groups from the input to the output, which need not be the order of the tensors
   * @throws IllegalArgumentException when two share a name, or a tensor is not in just one group
   */
  public Layout(List<TensorSpec> tensors, List<LayerGroup> groups) {
    this.groups = List.copyOf(groups);
    for (TensorSpec spec : tensors) {
      if (specs.put(spec.name(), spec) != null) {
        throw new IllegalArgumentException("two tensors are named " + spec.name());
      }
    }
    List<String> grouped = groups.stream().flatMap(group -> group.tensors().stream()).toList();
    if (grouped.size() != specs.size() || !new LinkedHashSet<>(grouped).equals(specs.keySet())) {
      throw new IllegalArgumentException("every tensor must be in one group: " + groups);
    }
  }

  private static List<LayerGroup> modules(List<TensorSpec> tensors) {
    Map<String, List<String>> modules = new LinkedHashMap<>();
    for (TensorSpec spec : tensors) {
      String module = spec.name().replaceFirst("[.]?[^.]*$", "");
      modules.computeIfAbsent(module, name -> new ArrayList<>()).add(spec.name());
    }
    List<LayerGroup> groups = new ArrayList<>();
    modules.forEach((module, names) -> groups.add(new LayerGroup(module, names)));
    return groups;
  }

  /**
   * The groups from the input to the output. Read backwards, they are the order in which a network
   * is thawed from its output back.
   */
  public List<LayerGroup> groups() {
    return groups;
  }

  public List<TensorSpec> tensors() {
    return List.copyOf(specs.values());
  }

  /** The parameters alone, in order. */
  public List<TensorSpec> parameters() {
    return specs.values().stream().filter(TensorSpec::isParameter).toList();
  }

  /** The buffers alone, in order. */
  public List<TensorSpec> buffers() {
    return specs.values().stream().filter(s -> s.role() == TensorSpec.Role.BUFFER).toList();
  }

  /**
   * The buffers that training moves when only some parameters are trainable: those of layers whose
   * {@code weight} is among them. All other buffers are frozen with their layer.
   */
  public List<TensorSpec> movingBuffers(Set<String> trainable) {
    return buffers().stream()
        .filter(s -> trainable.contains(s.name().replaceFirst("[^.]*$", "weight")))
        .toList();
  }

  public Optional<TensorSpec> find(String name) {
    return Optional.ofNullable(specs.get(name));
  }

  public int size() {
    return specs.size();
  }
}
