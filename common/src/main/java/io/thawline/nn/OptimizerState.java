package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.thawline.state.Moments;
import io.thawline.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an optimizer remembers of the parameters that train: a buffer a slot, laid out as theirs,
 * and how many updates each has had.
 */
final class OptimizerState {
  private final NDManager manager;
  private final FlatBuffer parameters;
  private final Map<String, Moments> start;
  private final SortedMap<String, FlatBuffer> slots = new TreeMap<>();
  private long updates;

  /**
   * What an earlier one left.
   *
   * @param start by parameter; one that is not there never trained
   */
  OptimizerState(NDManager manager, FlatBuffer parameters, Map<String, Moments> start) {
    this.manager = manager;
    this.parameters = parameters;
    this.start = Map.copyOf(start);
  }

  /** Makes room for a slot; filled from the start, or zeros. */
  void claim(String slot) {
    FlatBuffer buffer = Autograd.off(() -> new FlatBuffer(manager, parameters.tensors()));
    start.forEach((name, moments) -> buffer.write(name, moments.slot(slot)));
    slots.put(slot, buffer);
  }

  /** What is remembered of a parameter. */
  NDArray slot(String slot, String name) {
    FlatBuffer buffer = slots.get(slot);
    if (buffer == null) {
      throw new IllegalArgumentException("no optimizer claimed " + slot);
    }
    return buffer.view(name);
  }

  /** Updates this parameter has had, those before it was loaded included. */
  long steps(String name) {
    Moments before = start.get(name);
    return (before == null ? 0 : before.step()) + updates;
  }

  void countUpdate() {
    updates++;
  }

  /** By parameter, in the order of the names; views of this object's own memory. */
  Map<String, Moments> moments(List<String> names) {
    SortedMap<String, Map<String, HostTensor>> remembered = new TreeMap<>();
    slots.forEach((slot, buffer) -> remembered.put(slot, buffer.read()));
    Map<String, Moments> moments = new LinkedHashMap<>();
    for (String name : names) {
      SortedMap<String, HostTensor> own = new TreeMap<>();
      remembered.forEach((slot, values) -> own.put(slot, Objects.requireNonNull(values.get(name))));
      moments.put(name, new Moments(own, steps(name)));
    }
    return moments;
  }

  boolean isFinite() {
    return slots.values().stream().map(FlatBuffer::array).allMatch(Gradients::allFinite);
  }
}
