package io.thawline.cluster;

import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** A round state that tasks can read; what travels with a task is its address alone. */
public final class SentState implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final Map<String, SentTensors> first;
  private final Map<String, SentTensors> changes;
  private final Map<String, Set<String>> gone;
  private final Position position;
  private final long seed;

  SentState(
      Map<String, SentTensors> first,
      Map<String, SentTensors> changes,
      Map<String, Set<String>> gone,
      Position position,
      long seed) {
    this.first = first;
    this.changes = changes;
    this.gone = gone;
    this.position = position;
    this.seed = seed;
  }

  /** Where the state stands. */
  Position position() {
    return position;
  }

  /** The state, in a task. */
  RoundState read() {
    Map<String, NetworkState> networks = new TreeMap<>();
    changes.forEach(
        (name, changed) -> {
          SentTensors known = Objects.requireNonNull(first.get(name), name);
          Map<String, HostTensor> tensors = new LinkedHashMap<>(known.read().asMap());
          tensors.keySet().removeAll(gone.getOrDefault(name, Set.of()));
          tensors.putAll(changed.read().asMap());
          networks.put(name, StateDictForm.read(StateDict.of(tensors)));
        });
    return new RoundState(networks, position, seed);
  }

  /** Frees what was sent of this state alone, on the driver and the executors. */
  @Override
  public void close() {
    changes.values().forEach(SentTensors::destroy);
  }
}
