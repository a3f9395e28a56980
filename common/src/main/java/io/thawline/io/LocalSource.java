package io.thawline.io;

import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file of this machine, of any size. What describes it is read through the channel; its tensors
 * are mapped. A file that another process cuts off while a mapping of it is in use takes the whole
 * JVM down with SIGBUS, which no program can catch: whoever replaces a file writes a new one beside
 * it and moves that into place, as every writer here does.
 */
public final class LocalSource implements Source {
  /** Regions begin at multiples of this and are twice as long, so that most requests fit in one. */
  private static final long REGION_STEP = 1L << 30;

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final Map<Long, ByteBuffer> regions = new HashMap<>();

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
          throw endsBefore(at, into.remaining());
        }
        at += read;
      }
    } catch (IOException e) {
      throw refused(path, "%s at byte %d. Check the disk.".formatted(e.getMessage(), at), e);
    }
  }

  /** Maps the file in regions below 2 GiB, each once; a region costs no memory until it is read. */
  @Override
  public synchronized Optional<ByteBuffer> map(long position, int length) {
    if (position > size - length) {
      throw endsBefore(size, position + length - size);
    }
    if (length > REGION_STEP) {
      return Optional.of(region(position, length).order(ByteOrder.LITTLE_ENDIAN));
    }
    long start = position / REGION_STEP * REGION_STEP;
    ByteBuffer region =
        regions.computeIfAbsent(
            start, from -> region(from, Math.min(2 * REGION_STEP - 1, size - from)));
    ByteBuffer bytes = region.slice((int) (position - start), length);
    return Optional.of(bytes.order(ByteOrder.LITTLE_ENDIAN));
  }

  private ByteBuffer region(long position, long length) {
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, position, length);
    } catch (IOException e) {
      throw refused(path, "%s at byte %d. Check the disk.".formatted(e.getMessage(), position), e);
    }
  }

  private InputRefusedException endsBefore(long end, long missing) {
    return new InputRefusedException(
        "Cannot read %s: it ends at byte %d, before %d more that were expected. Fetch it again."
            .formatted(path, end, missing));
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
