package io.thawline.averaging;

import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import java.util.Map;
import java.util.TreeMap;

/** What becomes of the outer step's velocity when a round begins. */
public enum Velocity {
  /** It goes on. */
  KEPT,
  /** It begins from zero, as at the begin of a phase. */
  RESET;

  /** The state that the outer step of a round begins with. */
  public RoundState in(RoundState before) {
    if (this == KEPT) {
      return before;
    }
    Map<String, NetworkState> networks = new TreeMap<>(before.networks());
    networks.replaceAll((name, state) -> new NetworkState(state.tensors(), state.moments()));
    return new RoundState(networks, before.position(), before.seed());
  }
}
