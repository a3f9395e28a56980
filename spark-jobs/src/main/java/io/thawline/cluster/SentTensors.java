package io.thawline.cluster;

import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** A run's first state, what changed since, and the same of a state that is compared with it. */
  private static final int KEPT = 4;

  private static final Map<String, StateDict> RECEIVED = new LinkedHashMap<>(8, 0.75f, true);

  private final String id = UUID.randomUUID().toString();
  private final List<Broadcast<byte[]>> pieces = new ArrayList<>();

  private SentTensors() {}

  static SentTensors send(JavaSparkContext spark, StateDict tensors) {
    SentTensors sent = new SentTensors();
    try (PieceStream stream =
        new PieceStream(PIECE_BYTES, piece -> sent.pieces.add(spark.broadcast(piece)))) {
      SafetensorsWriter.write(tensors, Map.of(), stream);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return sent;
  }

  /** The tensors; views of a file without a name, which goes when nobody reads them any more. */
  StateDict read() {
    synchronized (RECEIVED) {
      StateDict known = RECEIVED.get(id);
      if (known != null) {
        return known;
      }
      StateDict received = receive();
      RECEIVED.put(id, received);
      if (RECEIVED.size() > KEPT) {
        RECEIVED.remove(RECEIVED.keySet().iterator().next());
      }
      return received;
    }
  }

  private StateDict receive() {
    try {
      Path file = Files.createTempFile(LocalDirectory.path(), "state-", ".safetensors");
      try {
        try (OutputStream out = Files.newOutputStream(file)) {
          for (Broadcast<byte[]> piece : pieces) {
            out.write(piece.value());
          }
        }
        try (Source source = LocalSource.open(file)) {
          return Checkpoints.read(source, ReadOptions.DEFAULT.withoutDigest()).tensors();
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keeping a round's state in " + LocalDirectory.path(), e);
    }
  }

  /** Frees the broadcasts, on the driver and the executors. */
  void destroy() {
    pieces.forEach(piece -> piece.destroy());
  }
}
