package io.thawline.cli;

import java.util.Optional;

/** The files of a run directory, wherever it is. */
interface RunFiles {
  /** Replaces a file as a whole. */
  void write(String runDirectory, String name, byte[] contents);

  /** Moves an old run out of the way; returns where it lies now, or empty when there was none. */
  Optional<String> moveAside(String runDirectory);
}
