package io.thawline.io;

import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of this machine, of any size. Read through the channel rather than mapped: a file that
 * another process cuts off under a mapping takes the whole JVM down.
 */
public final class LocalSource implements Source {
  private final Path path;
  private final FileChannel channel;
  private final long size;

  private LocalSource(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file for reading.
   *
   * @throws InputRefusedException when there is no such file or it cannot be read
   */
  @SuppressWarnings("MustBeClosedChecker")
  public static LocalSource open(Path path) {
    if (Files.isDirectory(path)) {
      throw new InputRefusedException(
          "Cannot read %s: it is a directory. Name the file in it.".formatted(path));
    }
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new LocalSource(path, channel, channel.size());
    } catch (NoSuchFileException e) {
      throw refused(path, "there is no such file. Check the path.", e);
    } catch (AccessDeniedException e) {
      throw refused(path, "permission denied. Make it readable for this user.", e);
    } catch (IOException e) {
      throw refused(path, e.getMessage() + ". Check the disk and the path.", e);
    }
  }

  private static InputRefusedException refused(Path path, String why, IOException cause) {
    return new InputRefusedException("Cannot read %s: %s".formatted(path, why), cause);
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void readFully(long position, ByteBuffer into) {
    long at = position;
    try {
      while (into.hasRemaining()) {
        int read = channel.read(into, at);
        if (read < 0) {
          throw new InputRefusedException(
              "Cannot read %s: it ends at byte %d, before %d more that were expected. Fetch it again."
                  .formatted(path, at, into.remaining()));
        }
        at += read;
      }
    } catch (IOException e) {
      throw refused(path, "%s at byte %d. Check the disk.".formatted(e.getMessage(), at), e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing " + path, e);
    }
  }
}
