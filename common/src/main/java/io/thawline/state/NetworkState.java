package io.thawline.state;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One network between rounds.
 *
 * @param tensors every parameter (float32) and buffer, in the layout's order
 * @param moments by parameter name; a parameter that was never trained has none
 * @param velocity of the outer step, float32, by parameter name; empty without outer momentum
 */
public record NetworkState(
    StateDict tensors, Map<String, Moments> moments, Map<String, HostTensor> velocity) {
  public NetworkState {
    moments = Collections.unmodifiableMap(new LinkedHashMap<>(moments));
    velocity = Collections.unmodifiableMap(new LinkedHashMap<>(velocity));
  }

  /** A network whose outer step remembers nothing. */
  public NetworkState(StateDict tensors, Map<String, Moments> moments) {
    this(tensors, moments, Map.of());
  }

  /** A network that has not been trained yet. */
  public static NetworkState untrained(StateDict tensors) {
    return new NetworkState(tensors, Map.of());
  }
}
