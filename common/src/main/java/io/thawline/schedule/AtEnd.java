package io.thawline.schedule;

/** From which weights a run goes on when a phase has ended. */
public enum AtEnd {
  /** From the last round's. */
  KEEP,
  /** From the best round's. */
  RESTORE_BEST,
  /**
   * From the best round's; and where no round of the phase became the best, the phase is undone:
   * what it thawed is frozen again, and its rates are forgotten.
   */
  ROLL_BACK
}
