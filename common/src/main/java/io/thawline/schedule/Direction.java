package io.thawline.schedule;

/** Which values of a metric are better. */
public enum Direction {
  LOWER,
  HIGHER;

  /** Whether a value beats another by more than a margin. */
  boolean beats(double value, double other, double margin) {
    return this == LOWER ? value < other - margin : value > other + margin;
  }
}
