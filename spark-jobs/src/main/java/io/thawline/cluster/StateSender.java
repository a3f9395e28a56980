package io.thawline.cluster;

import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sends round states to the executors. What equals the first state stays out of the later ones:
 * frozen tensors travel once a run.
 */
public final class StateSender implements AutoCloseable {
  /** So that the driver's block store can spill what does not fit. */
  private static final int PIECE_BYTES = 64 << 20;

  private final JavaSparkContext spark;
  private final RoundState first;
  private final Map<String, List<Broadcast<byte[]>>> sentFirst;

  /** Sends the tensors of the state that the run begins or goes on with. */
  public StateSender(JavaSparkContext spark, RoundState first) {
    this.spark = spark;
    this.first = first;
    this.sentFirst = new TreeMap<>();
    first
        .networks()
        .forEach((name, state) -> sentFirst.put(name, broadcast(StateDictForm.write(state))));
  }

  /** Sends a state; close it when no task reads it any more. */
  public SentState send(RoundState state) {
    Map<String, List<Broadcast<byte[]>>> changes = new TreeMap<>();
    state
        .networks()
        .forEach((name, network) -> changes.put(name, broadcast(changes(name, network))));
    return new SentState(sentFirst, changes, state.position(), state.seed());
  }

  /** Frees the first state; no task may read a later one any more. */
  @Override
  public void close() {
    sentFirst.values().forEach(pieces -> pieces.forEach(piece -> piece.destroy()));
  }

  private StateDict changes(String name, NetworkState network) {
    StateDict known = StateDictForm.write(first.network(name));
    Map<String, HostTensor> changed = new LinkedHashMap<>(StateDictForm.write(network).asMap());
    changed
        .entrySet()
        .removeIf(entry -> known.find(entry.getKey()).filter(entry.getValue()::equals).isPresent());
    return StateDict.of(changed);
  }

  private List<Broadcast<byte[]>> broadcast(StateDict tensors) {
    PieceStream stream = new PieceStream(PIECE_BYTES);
    try {
      SafetensorsWriter.write(tensors, Map.of(), stream);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    List<Broadcast<byte[]>> sent = new ArrayList<>();
    stream.pieces().forEach(piece -> sent.add(spark.broadcast(piece)));
    return sent;
  }
}
