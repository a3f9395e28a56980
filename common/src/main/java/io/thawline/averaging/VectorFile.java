package io.thawline.averaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Vectors in a file without a name, so that whatever ends the process leaves nothing behind. Its
 * disk space is free when it is closed and no buffer of {@link #map} is in use.
 */
final class VectorFile implements AutoCloseable {
  private final FileChannel channel;

  private VectorFile(FileChannel channel) {
    this.channel = channel;
  }

  static VectorFile in(Path directory) {
    try {
      Path path = Files.createTempFile(directory, "round-", ".vectors");
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Files.delete(path);
      return new VectorFile(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("making room for a round in " + directory, e);
    }
  }

  void write(long position, byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    try {
      while (source.hasRemaining()) {
        channel.write(source, position + source.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keeping the means of a round on this machine's disk", e);
    }
  }

  /** Bytes of the file, little-endian; valid after it is closed. */
  ByteBuffer map(long position, long bytes) {
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, position, bytes)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException("mapping the means of a round", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the means of a round", e);
    }
  }
}
