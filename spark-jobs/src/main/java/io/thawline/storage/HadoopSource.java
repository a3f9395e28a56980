package io.thawline.storage;

import io.thawline.errors.InputRefusedException;
import io.thawline.io.Source;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Positioned reads of one file of any Hadoop file system. Safe for use by several threads. */
public final class HadoopSource implements Source {
  private static final int BLOCK = 1 << 20;

  private final Path path;
  private final long size;
  private final FSDataInputStream stream;

  private HadoopSource(Path path, long size, FSDataInputStream stream) {
    this.path = path;
    this.size = size;
    this.stream = stream;
  }

  /**
   * Opens a file by its address, such as {@code hdfs://namenode/models/base.pth} or {@code
   * /data/base.pth}.
   *
   * @throws InputRefusedException when it is missing or cannot be read
   */
  public static HadoopSource open(String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      return new HadoopSource(path, files.getFileStatus(path).getLen(), files.open(path));
    } catch (FileNotFoundException e) {
      throw new InputRefusedException(
          "Cannot read " + location + ": there is no such file. Check the path.", e);
    } catch (IOException | IllegalArgumentException e) {
      throw refused(location, e);
    }
  }

  private static InputRefusedException refused(String location, Exception cause) {
    return new InputRefusedException(
        "Cannot read %s: %s. Check the path, the right to read it, and the cluster."
            .formatted(location, Failures.reason(cause)),
        cause);
  }

  static HadoopSource open(FileContext files, Path path) throws IOException {
    return new HadoopSource(path, files.getFileStatus(path).getLen(), files.open(path));
  }

  static HadoopSource open(FileSystem files, Path path) throws IOException {
    return new HadoopSource(path, files.getFileStatus(path).getLen(), files.open(path));
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
    byte[] block = new byte[Math.min(BLOCK, into.remaining())];
    long next = position;
    try {
      while (into.hasRemaining()) {
        int count = Math.min(block.length, into.remaining());
        stream.readFully(next, block, 0, count);
        into.put(block, 0, count);
        next += count;
      }
    } catch (EOFException e) {
      throw new InputRefusedException(
          "Cannot read %s: it ends before byte %d, where more was expected. Fetch it again."
              .formatted(path, next + into.remaining()),
          e);
    } catch (IOException e) {
      throw refused(path.toString(), e);
    }
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing " + path, e);
    }
  }
}
