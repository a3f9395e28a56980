package io.thawline.state;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a run needs to go on after a round.
 *
 * @param networks by name, such as {@code generator}; iterated in the order of the names
 * @param position where the run stands
 * @param seed the run's seed
 */
public record RoundState(Map<String, NetworkState> networks, Position position, long seed) {
  public RoundState {
    networks = Collections.unmodifiableSortedMap(new TreeMap<>(networks));
  }

  /**
   * The network of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public NetworkState network(String name) {
    NetworkState state = networks.get(name);
    if (state == null) {
      throw new IllegalArgumentException("no network named " + name + " in " + networks.keySet());
    }
    return state;
  }
}
