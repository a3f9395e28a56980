package io.thawline.schedule;

/** When a phase ends, at its last epoch at the latest. */
public enum Until {
  /** With its last epoch. */
  EPOCHS,
  /** When a number of its rounds in a row did not become the best. */
  PLATEAU,
  /** After its first round. */
  AT_ONCE
}
