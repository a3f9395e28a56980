package io.thawline.storage;

import java.util.Objects;

/**
 * What was concluded from a round's evaluation.
 *
 * @param bestRound the best round so far, this one included
 * @param bestLoss its validation loss
 * @param improved whether this round is the best
 * @param nextPhase the phase that the next round trains in
 * @param finished whether the run ends here
 * @param reason why, in words for the log and the report
 */
public record Decision(
    int bestRound,
    double bestLoss,
    boolean improved,
    int nextPhase,
    boolean finished,
    String reason) {
  public Decision {
    Objects.requireNonNull(reason);
    if (!Double.isFinite(bestLoss)) {
      throw new IllegalArgumentException("best loss is " + bestLoss);
    }
  }
}
