package io.thawline.cluster;

import io.thawline.io.Sha256;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
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

  /**
   * What is the same for all states of a sender in which these tensors of a network are the same,
   * and for no others; in a task.
   */
  String identity(String network, List<String> tensors) {
    StateDict changed = Objects.requireNonNull(changes.get(network), network).read();
    MessageDigest digest = Sha256.digest();
    for (String name : tensors) {
      changed
          .find(name)
          .ifPresent(
              tensor -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(tensor.bytes());
              });
    }
    String known = Objects.requireNonNull(first.get(network), network).id();
    return known + "/" + Sha256.hex(digest);
  }

  /** Frees what was sent of this state alone, on the driver and the executors. */
  @Override
  public void close() {
    changes.values().forEach(SentTensors::destroy);
  }
}
