package io.thawline.storage;

import io.thawline.io.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * One run directory and the few operations that a commit is made of. Names are relative to the
 * directory, with {@code /} between their parts. What returned normally survives a crash of the
 * process and of the machine.
 */
interface Volume {
  /** The run directory as a user would write it. */
  String location();

  /** Makes the run directory where it is missing. */
  void createRoot() throws IOException;

  /**
   * A new file, its parents made where missing; durable once closed.
   *
   * @throws IOException also when the name is taken
   */
  OutputStream create(String name) throws IOException;

  /** The contents of a file from its start, or empty when there is none; the caller closes it. */
  Optional<InputStream> open(String name) throws IOException;

  /** All of a small file, as one writer left it, or empty when there is none. */
  default Optional<byte[]> contents(String name) throws IOException {
    Optional<InputStream> opened = open(name);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = opened.get()) {
      return Optional.of(in.readAllBytes());
    }
  }

  /** A file for reading at any position; the caller closes it. */
  Source source(String name) throws IOException;

  /** What lies in a directory, sorted by name; empty when there is no such directory. */
  List<String> list(String directory) throws IOException;

  /**
   * Gives a closed file its final name, which appears at once and whole, and removes the old name.
   * This is the act that commits.
   *
   * @return false when the final name is taken: then nothing was changed
   */
  boolean publish(String from, String to) throws IOException;

  /**
   * Gives a closed file another name; a file that has that name is replaced in the same instant.
   */
  void replace(String from, String to) throws IOException;

  /**
   * Deletes a file or an empty directory.
   *
   * @return false when there was none
   */
  boolean delete(String name) throws IOException;

  /**
   * Renames the whole directory to the first free {@code <directory>.old-N} and makes an empty one.
   *
   * @return the old one, where it lies now
   */
  Volume moveAside() throws IOException;

  /**
   * Whether {@link #publish} refuses a taken name even where two writers come at the same moment.
   */
  default boolean refusesTakenNames() throws IOException {
    return true;
  }

  /**
   * Whether a publication that failed without an answer can no longer take effect once its source
   * is deleted.
   */
  default boolean isRevocable() {
    return true;
  }

  /** Where a file lies, for messages. */
  default String describe(String name) {
    return location() + "/" + name;
  }
}
