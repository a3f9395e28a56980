package io.thawline.cluster;

import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.io.LocalCopy;
import io.thawline.io.Source;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Tensors that every task can read. They travel as broadcasts of bounded pieces, which Spark may
 * move to disk, and each JVM puts them together once, in a file that is mapped: neither the driver
 * nor an executor needs heap for them.
 */
final class SentTensors implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int PIECE_BYTES = 64 << 20;

  /** Of each network a run's first state, and what changed since. */
  private static final int KEPT = 2;

  private static final Map<String, Map<String, StateDict>> RECEIVED = new HashMap<>();

  private final String network;
  private final String id = UUID.randomUUID().toString();
  private final List<Broadcast<byte[]>> pieces = new ArrayList<>();

  private SentTensors(String network) {
    this.network = network;
  }

  static SentTensors send(JavaSparkContext spark, String network, StateDict tensors) {
    SentTensors sent = new SentTensors(network);
    try (PieceStream stream =
        new PieceStream(PIECE_BYTES, piece -> sent.pieces.add(spark.broadcast(piece)))) {
      SafetensorsWriter.write(tensors, Map.of(), stream);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return sent;
  }

  /** Nothing else that is ever sent has it. */
  String id() {
    return id;
  }

  /** The tensors; views of a file without a name, which goes when nobody reads them any more. */
  StateDict read() {
    synchronized (RECEIVED) {
      Map<String, StateDict> ofNetwork =
          RECEIVED.computeIfAbsent(network, name -> new LinkedHashMap<>(4, 0.75f, true));
      StateDict known = ofNetwork.get(id);
      if (known != null) {
        return known;
      }
      StateDict received = receive();
      ofNetwork.put(id, received);
      if (ofNetwork.size() > KEPT) {
        ofNetwork.remove(ofNetwork.keySet().iterator().next());
      }
      return received;
    }
  }

  private StateDict receive() {
    try (Source source =
        LocalCopy.of(
            "what was sent of network " + network,
            LocalDirectory.path(),
            out -> {
              for (Broadcast<byte[]> piece : pieces) {
                out.write(piece.value());
              }
            })) {
      return Checkpoints.read(source, ReadOptions.DEFAULT.withoutDigest()).tensors();
    }
  }

  /** Frees the broadcasts, on the driver and the executors. */
  void destroy() {
    pieces.forEach(piece -> piece.destroy());
  }
}
