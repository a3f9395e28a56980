package io.thawline.schedule;

/** Judges rounds by their validation loss. */
public final class Monitor {
  private final MonitorOptions options;

  public Monitor(MonitorOptions options) {
    this.options = options;
  }

  /** The verdict over round 0, the untrained transfer: the best there is. */
  public Decision first(double valLoss) {
    return new Decision(true, 0, valLoss);
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
    return improved
        ? new Decision(true, round, valLoss)
        : new Decision(false, before.bestRound(), before.bestLoss());
  }
}
