package io.thawline.nn;

import io.thawline.config.Key;

/**
 * What tasks compute on. Results differ in bits between kinds.
 *
 * @param kind the device
 * @param fallback what becomes of a task whose GPU cannot be used
 */
public record DeviceOptions(
    @Key(
            help = "auto: the GPU where Spark gives a task one, else the processor",
            defaultValue = "auto")
        Kind kind,
    @Key(help = "what becomes of a task whose GPU cannot be used", defaultValue = "refuse")
        Fallback fallback) {
  /** A device. */
  public enum Kind {
    /** A GPU where Spark gives the task one, else the processor. */
    AUTO,
    /** The processor, also where Spark gives the task a GPU. */
    CPU,
    /** A GPU; a task that Spark gives none cannot compute. */
    GPU
  }

  /** What becomes of a task whose GPU cannot be used. */
  public enum Fallback {
    /** It fails, and the run with it. */
    REFUSE,
    /** It computes on the processor. */
    CPU
  }
}
