package io.thawline.train;

import java.util.List;

/**
 * How well samples are drawn.
 *
 * @param scores of the samples, in their order
 */
public record Evaluation(List<Score> scores) {
  /**
   * One sample's.
   *
   * @param l1 mean absolute difference from the target on a scale of 0 to 1
   */
  public record Score(String id, double l1) {}

  public Evaluation {
    scores = List.copyOf(scores);
  }

  /** The scores added up in fp64, in order; divide by their number for {@code val_loss}. */
  public double total() {
    double sum = 0;
    for (Score score : scores) {
      sum += score.l1();
    }
    return sum;
  }
}
