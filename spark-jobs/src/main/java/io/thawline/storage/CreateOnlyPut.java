package io.thawline.storage;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PUT of an object that is refused if the name is taken, where client and server can. Hadoop's
 * client asks for that from 3.4.2 on; before, it ignores the wish without a word, and so do some
 * servers: therefore it is tried once.
 */
final class CreateOnlyPut {
  private static final Logger LOG = LoggerFactory.getLogger(CreateOnlyPut.class);
  private static final String CREATE_ONLY = "fs.option.create.conditional.overwrite";

  private final FileSystem files;
  private Optional<Boolean> isRefused = Optional.empty();

  CreateOnlyPut(FileSystem files) {
    this.files = files;
  }

  /** The PUT alone; it replaces what has that name unless the store refuses to. */
  void put(Path path, byte[] contents) throws IOException {
    FSDataOutputStreamBuilder<?, ?> request = files.createFile(path);
    request.overwrite(true).recursive();
    request.opt(CREATE_ONLY, true);
    try (FSDataOutputStream out = request.build()) {
      out.write(contents);
    }
  }

  /**
   * The PUT and its answer.
   *
   * @return false when it was refused
   */
  boolean isPlaced(Path path, byte[] contents) throws IOException {
    try {
      put(path, contents);
      return true;
    } catch (IOException e) {
      if (isRefusal(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Whether the store refuses a taken name.
   *
   * @param free a name to try it with
   */
  synchronized boolean isRefusedWhereTaken(Path free) throws IOException {
    if (isRefused.isEmpty()) {
      isRefused = Optional.of(isSecondRefused(free));
    }
    return isRefused.get();
  }

  private boolean isSecondRefused(Path free) throws IOException {
    try {
      put(free, new byte[] {1});
      return !isPlaced(free, new byte[] {2});
    } finally {
      delete(free);
    }
  }

  private void delete(Path probe) {
    try {
      files.delete(probe, false);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", probe, Failures.reason(e));
    }
  }

  /** The answer to a PUT that must not replace: 412, in the words of s3a. */
  private static boolean isRefusal(IOException failure) {
    return failure instanceof FileAlreadyExistsException || isChange(failure);
  }

  /**
   * Whether another writer came in between. By its name: the class is s3a's, which not every Spark
   * brings along.
   */
  static boolean isChange(IOException failure) {
    return failure.getClass().getSimpleName().equals("RemoteFileChangedException");
  }
}
