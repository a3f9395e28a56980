package io.thawline.cluster;

import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.broadcast.Broadcast;

/** A round state that tasks can read; what travels with a task is its address alone. */
public final class SentState implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  private final Map<String, List<Broadcast<byte[]>>> first;
  private final Map<String, List<Broadcast<byte[]>>> changes;
  private final Position position;
  private final long seed;

  SentState(
      Map<String, List<Broadcast<byte[]>>> first,
      Map<String, List<Broadcast<byte[]>>> changes,
      Position position,
      long seed) {
    this.first = first;
    this.changes = changes;
    this.position = position;
    this.seed = seed;
  }

  /** Where the state stands. */
  Position position() {
    return position;
  }

  /** The state, on the driver or in a task. */
  RoundState read() {
    Map<String, NetworkState> networks = new TreeMap<>();
    for (String name : changes.keySet()) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>(read(name, first));
      tensors.putAll(read(name, changes));
      networks.put(name, StateDictForm.read(StateDict.of(tensors)));
    }
    return new RoundState(networks, position, seed);
  }

  private static Map<String, HostTensor> read(
      String network, Map<String, List<Broadcast<byte[]>>> sent) {
    List<byte[]> pieces =
        sent.getOrDefault(network, List.of()).stream().map(Broadcast::value).toList();
    try (PieceSource source = new PieceSource("broadcast of " + network, pieces)) {
      return Checkpoints.read(source, ReadOptions.DEFAULT.withoutDigest()).tensors().asMap();
    }
  }

  /** Frees what was sent of this state alone, on the driver and the executors. */
  @Override
  public void close() {
    changes.values().forEach(pieces -> pieces.forEach(piece -> piece.destroy()));
  }
}
