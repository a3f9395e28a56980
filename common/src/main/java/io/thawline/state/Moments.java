package io.thawline.state;

import io.thawline.tensor.HostTensor;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an optimizer remembers of one parameter.
 *
 * @param slots by PyTorch's name, such as {@code exp_avg}: float32, the parameter's shape
 * @param step updates this parameter has had since it was thawed
 */
public record Moments(SortedMap<String, HostTensor> slots, long step) {
  public Moments {
    slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
  }

  /** Moments of these slots, in any order. */
  public static Moments of(Map<String, HostTensor> slots, long step) {
    return new Moments(new TreeMap<>(slots), step);
  }

  /**
   * One of the slots.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public HostTensor slot(String name) {
    HostTensor slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no %s among %s".formatted(name, slots.keySet()));
    }
    return slot;
  }
}
