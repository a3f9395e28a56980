package io.thawline.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings what lies elsewhere to this machine's disk, so that its tensors cost no heap. */
public final class LocalCopy {
  private static final int BLOCK = 4 << 20;

  private LocalCopy() {}

  /** Writes what is to be copied. */
  @FunctionalInterface
  public interface Contents {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * The same contents in a source that maps them: the given one, or a copy.
   *
   * @param source closed here or with the result
   * @param directory of this machine, for the copy
   */
  public static Source of(Source source, Path directory) {
    if (source.map(0, 0).isPresent()) {
      return source;
    }
    try (source) {
      return of(source.location(), directory, out -> copy(source, out));
    }
  }

  /**
   * Contents in a source that maps them: a file without a name, which goes when nobody reads it any
   * more.
   *
   * @param location of the contents, in words
   * @param directory of this machine, for the file
   */
  public static Source of(String location, Path directory, Contents contents) {
    try {
      Path file = Files.createTempFile(directory, "thawline-", ".copy");
      try {
        try (OutputStream out = Files.newOutputStream(file)) {
          contents.writeTo(out);
        }
        return new NamedSource(location, LocalSource.open(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("copying %s to %s".formatted(location, directory), e);
    }
  }

  private static void copy(Source source, OutputStream out) throws IOException {
    WritableByteChannel channel = Channels.newChannel(out);
    for (long at = 0; at < source.size(); at += BLOCK) {
      ByteBuffer block = source.read(at, (int) Math.min(BLOCK, source.size() - at));
      while (block.hasRemaining()) {
        channel.write(block);
      }
    }
  }
}
