package io.thawline.schedule;

import java.util.Comparator;

/** Judges rounds by one metric. */
public final class Monitor {
  private final MonitorOptions options;
  private final Direction direction;

  /**
   * A judge.
   *
   * @param direction which values of the metric are better
   */
  public Monitor(MonitorOptions options, Direction direction) {
    this.options = options;
    this.direction = direction;
  }

  /** The name of the metric. */
  public String metric() {
    return options.metric();
  }

  /** The verdict over round 0, the untrained transfer: the best there is. */
  public Decision first(double value) {
    return new Decision(true, 0, value);
  }

  /**
   * The verdict over a trained round.
   *
   * @param before the verdict over the round before it
   * @param round from 1
   * @param value its metric
   */
  public Decision judge(Decision before, int round, double value) {
    return direction.beats(value, before.bestLoss(), options.minDelta())
        ? new Decision(true, round, value)
        : new Decision(false, before.bestRound(), before.bestLoss());
  }

  /** Whether a value is better than another, however little. */
  public boolean prefers(double value, double other) {
    return direction.beats(value, other, 0);
  }

  /** The order of values of the metric, better ones first. */
  public Comparator<Double> bestFirst() {
    return direction == Direction.LOWER ? Comparator.naturalOrder() : Comparator.reverseOrder();
  }
}
