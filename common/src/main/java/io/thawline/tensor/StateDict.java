package io.thawline.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tensors by their PyTorch names, in the order PyTorch would write them. Immutable. */
public final class StateDict {
  private final Map<String, HostTensor> tensors;

  private StateDict(Map<String, HostTensor> tensors) {
    this.tensors = tensors;
  }

  /** A state dict of these entries, in the map's own order. */
  public static StateDict of(Map<String, HostTensor> tensors) {
    return new StateDict(Collections.unmodifiableMap(new LinkedHashMap<>(tensors)));
  }

  public Set<String> names() {
    return tensors.keySet();
  }

  public Optional<HostTensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public HostTensor require(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no tensor named " + name));
  }

  /** All entries in order; the map cannot be changed. */
  public Map<String, HostTensor> asMap() {
    return tensors;
  }

  public int size() {
    return tensors.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateDict dict && tensors.equals(dict.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  @Override
  public String toString() {
    return tensors.toString();
  }
}
