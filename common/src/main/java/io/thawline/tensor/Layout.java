package io.thawline.tensor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tensors a network consists of, in the order of PyTorch's state dict. Immutable. */
public final class Layout {
  private final Map<String, TensorSpec> specs = new LinkedHashMap<>();

  /**
   * A layout of these tensors.
   *
   * @throws IllegalArgumentException when two share a name
   */
  public Layout(List<TensorSpec> tensors) {
    for (TensorSpec spec : tensors) {
      if (specs.put(spec.name(), spec) != null) {
        throw new IllegalArgumentException("two tensors are named " + spec.name());
      }
    }
  }

  public List<TensorSpec> tensors() {
    return List.copyOf(specs.values());
  }

  /** The parameters alone, in order. */
  public List<TensorSpec> parameters() {
    return specs.values().stream().filter(s -> s.role() == TensorSpec.Role.PARAMETER).toList();
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
