package io.thawline.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings what lies elsewhere to this machine's disk, so that its tensors cost no heap. */
public final class LocalCopy {
  private static final int BLOCK = 4 << 20;

  private LocalCopy() {}

  /**
   * The same contents in a source that maps them: the given one, or a copy without a name, which
   * goes when nobody reads it any more.
   *
   * @param source closed here or with the result
   */
  public static Source of(Source source) {
    if (source.map(0, 0).isPresent()) {
      return source;
    }
    try (source) {
      Path file = Files.createTempFile("thawline-", ".copy");
      try {
        copy(source, file);
        return new NamedSource(source.location(), LocalSource.open(file));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "copying %s to %s".formatted(source.location(), System.getProperty("java.io.tmpdir")), e);
    }
  }

  private static void copy(Source source, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long at = 0; at < source.size(); at += BLOCK) {
        ByteBuffer block = source.read(at, (int) Math.min(BLOCK, source.size() - at));
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
    }
  }
}
