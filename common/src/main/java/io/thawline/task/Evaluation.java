package io.thawline.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well samples are done.
 *
 * @param scores of the samples, in their order
 * @param tallies what a task adds up over samples beside them, in fp64; it knows what they mean.
 *     Empty without samples
 */
public record Evaluation(List<Score> scores, List<Double> tallies) {
  /**
   * One sample's.
   *
   * @param loss lower is better
   */
  public record Score(String id, double loss) {}

  public Evaluation {
    scores = List.copyOf(scores);
    tallies = List.copyOf(tallies);
  }

  /** What nothing but losses is told of. */
  public Evaluation(List<Score> scores) {
    this(scores, List.of());
  }

  /** One after another, tallies added up in their order. */
  public static Evaluation join(List<Evaluation> parts) {
    List<Score> scores = new ArrayList<>();
    double[] tallies =
        new double[parts.stream().mapToInt(part -> part.tallies().size()).max().orElse(0)];
    for (Evaluation part : parts) {
      scores.addAll(part.scores());
      for (int i = 0; i < part.tallies().size(); i++) {
        tallies[i] += part.tallies().get(i);
      }
    }
    return new Evaluation(scores, Arrays.stream(tallies).boxed().toList());
  }

  /** The mean loss of a sample, added up in fp64, in order; NaN without samples. */
  public double meanLoss() {
    double sum = 0;
    for (Score score : scores) {
      sum += score.loss();
    }
    return sum / scores.size();
  }
}
