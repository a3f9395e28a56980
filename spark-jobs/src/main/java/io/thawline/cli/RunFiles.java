package io.thawline.cli;

import java.util.Optional;

/** Configurations and the files of run directories, wherever they are. */
interface RunFiles {
  /** The contents of a small file that has a scheme, such as {@code hdfs://}. */
  byte[] read(String location);

  /**
   * Replaces a file as a whole.
   *
   * @throws io.thawline.errors.OwnedByAnotherDriverException when the run is another driver's
   */
  void write(String runDirectory, String name, byte[] contents);

  /** Writes a small file of a start that does not own the run, beside what is the owner's. */
  void writeBeside(String runDirectory, String name, byte[] contents);

  /** Gives the run that this start owns, if any, to the next; nothing is written from now on. */
  void leave();

  /** The contents of a small file; empty when there is none. */
  Optional<byte[]> readIfPresent(String runDirectory, String name);

  /** Moves an old run out of the way; returns where it lies now, or empty when there was none. */
  Optional<String> moveAside(String runDirectory);
}
