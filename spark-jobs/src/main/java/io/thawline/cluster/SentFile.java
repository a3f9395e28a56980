package io.thawline.cluster;

import io.thawline.network.ScriptNetwork.Archive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/** A user's module that every task can read. It travels once, as broadcasts of bounded pieces. */
public final class SentFile implements Archive {
  private static final long serialVersionUID = 1L;

  private static final int PIECE_BYTES = 64 << 20;

  private final List<Broadcast<byte[]>> pieces = new ArrayList<>();
  private final int size;
  private transient volatile byte @Nullable [] read;

  private SentFile(int size) {
    this.size = size;
  }

  /** Sends a file; Spark forgets it when the driver does. */
  public static SentFile send(JavaSparkContext spark, byte[] contents) {
    SentFile sent = new SentFile(contents.length);
    try (PieceStream stream =
        new PieceStream(PIECE_BYTES, piece -> sent.pieces.add(spark.broadcast(piece)))) {
      stream.write(contents);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return sent;
  }

  @Override
  public byte[] bytes() {
    byte[] known = read;
    if (known == null) {
      ByteArrayOutputStream all = new ByteArrayOutputStream(size);
      pieces.forEach(piece -> all.writeBytes(piece.value()));
      known = all.toByteArray();
      read = known;
    }
    return known;
  }
}
