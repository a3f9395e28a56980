package io.thawline.storage;

import java.io.IOException;
import java.util.List;

/**
 * Words of starts that did not own the run, as small files. They are read right after they are
 * left, so that of those named by the launcher, {@code outcome-TIME-PROCESS-NUMBER.json}, the last
 * stay.
 */
final class Words {
  private static final int KEPT = 16;

  private final Volume volume;
  private final Staging staging;

  Words(Volume volume, Staging staging) {
    this.volume = volume;
    this.staging = staging;
  }

  /** Writes one; that older ones cannot be deleted is a warning. */
  void leave(String name, byte[] contents) {
    try {
      staging.replace(name, out -> out.write(contents));
    } catch (IOException e) {
      throw Failures.cannotWrite(name, volume.location(), e);
    }
    try {
      List<String> words = volume.list("").stream().filter(Names::isWord).sorted().toList();
      words.subList(0, Math.max(0, words.size() - KEPT)).forEach(staging::discard);
    } catch (IOException e) {
      Attempts.warn(volume.location(), e);
    }
  }
}
