package io.thawline.train;

import io.thawline.config.Key;

/**
 * What becomes of what frozen first layers make of the samples.
 *
 * @param kind whether it is kept
 * @param memoryMb of an executor's heap for it, in MB; what is more goes to its disk
 * @param diskMb the most that all executors together may be asked for, in MB; where it is more,
 *     nothing is kept
 */
public record PrefixOptions(
    @Key(help = "auto keeps what frozen first layers make of the samples", defaultValue = "auto")
        Kind kind,
    @Key(
            help = "of an executor's heap for it, in MB; more goes to its disk",
            defaultValue = "128",
            kind = Key.Kind.FREE)
        int memoryMb,
    @Key(help = "the most it may take in all, in MB, or it is not kept", defaultValue = "20000")
        int diskMb) {
  /** Whether values are kept. */
  public enum Kind {
    /** Where they stand still. */
    AUTO,
    /** Never. */
    OFF
  }

  private static final int MB = 1_000_000;

  public PrefixOptions {
    if (memoryMb < 0) {
      throw new IllegalArgumentException("memory_mb must be 0 or more, got " + memoryMb);
    }
    if (diskMb < 0) {
      throw new IllegalArgumentException("disk_mb must be 0 or more, got " + diskMb);
    }
  }

  /** Bytes of an executor's heap. */
  public long memory() {
    return (long) memoryMb * MB;
  }

  /** Bytes in all. */
  public long most() {
    return (long) diskMb * MB;
  }
}
