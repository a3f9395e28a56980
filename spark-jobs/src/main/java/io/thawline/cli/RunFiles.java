package io.thawline.cli;

import java.util.Optional;

/** Configurations and the files of run directories, wherever they are. */
interface RunFiles {
  /** The contents of a small file that has a scheme, such as {@code hdfs://}. */
  byte[] read(String location);

  /** Replaces a file as a whole. */
  void write(String runDirectory, String name, byte[] contents);

  /** The contents of a small file; empty when there is none. */
  Optional<byte[]> readIfPresent(String runDirectory, String name);

  /** Moves an old run out of the way; returns where it lies now, or empty when there was none. */
  Optional<String> moveAside(String runDirectory);
}
