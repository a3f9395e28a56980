package io.thawline.jobs;

import java.time.Duration;

/** How long rounds take, and so how long the rest will. */
final class Pace {
  private final int lastRound;
  private long beganNanos;
  private long totalNanos;
  private int rounds;

  Pace(int lastRound) {
    this.lastRound = lastRound;
  }

  void begin() {
    beganNanos = System.nanoTime();
  }

  /** How long the round took that began last. */
  Duration end() {
    long nanos = System.nanoTime() - beganNanos;
    totalNanos += nanos;
    rounds++;
    return Duration.ofNanos(nanos);
  }

  /** How long the rounds after one will take, at the mean pace of those that ended. */
  Duration left(int round) {
    return Duration.ofNanos(totalNanos / rounds * (lastRound - round));
  }
}
