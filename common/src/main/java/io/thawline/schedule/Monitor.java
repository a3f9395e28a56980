package io.thawline.schedule;

/** Judges rounds by their validation loss. */
public final class Monitor {
  private final MonitorOptions options;
  private final Schedule schedule;

  public Monitor(MonitorOptions options, Schedule schedule) {
    this.options = options;
    this.schedule = schedule;
  }

  /** The verdict over round 0, the untrained transfer: the best there is. */
  public Decision first(double valLoss) {
    return new Decision(true, 0, valLoss, schedule.phaseOf(1), false);
  }

  /**
   * The verdict over a trained round.
   *
   * @param before the verdict over the round before it
   * @param round from 1
   * @param valLoss its validation loss
   */
  public Decision judge(Decision before, int round, double valLoss) {
    boolean improved = valLoss < before.bestLoss() - options.minDelta();
    return new Decision(
        improved,
        improved ? round : before.bestRound(),
        improved ? valLoss : before.bestLoss(),
        schedule.phaseOf(round + 1),
        round >= schedule.lastEpoch());
  }
}
