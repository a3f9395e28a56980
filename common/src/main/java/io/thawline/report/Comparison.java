package io.thawline.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Several ways to train on the same data.
 *
 * @param name of the comparison
 * @param summary one line under it
 * @param metric what the loss is, in words
 * @param arms at least one, in the order in which they are shown
 * @param glyphs what they draw, where they draw
 */
public record Comparison(
    String name, String summary, String metric, List<Arm> arms, Optional<DrawnByArms> glyphs) {
  public Comparison {
    arms = List.copyOf(arms);
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("nothing to compare");
    }
  }

  /** Samples that every run was trained on: losses are compared up to here. */
  public long budget() {
    return arms.stream().mapToLong(Arm::budget).min().orElseThrow();
  }

  /** The loss that the arm with the worst best one came to: every arm reaches it. */
  public double target() {
    return arms.stream()
        .flatMap(arm -> arm.best(budget()).stream())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /**
   * What an arm came to.
   *
   * @param best the mean over its seeds of the best loss within the budget
   * @param spread the standard deviation of that; 0 for one seed
   * @param change of {@code best} from the first arm's, as a share of the latter
   * @param samplesToTarget median over its seeds; empty where most never had it
   * @param seconds a run, mean over its seeds
   */
  public record Result(
      String name,
      int seeds,
      double best,
      double spread,
      double change,
      OptionalLong samplesToTarget,
      double seconds) {}

  /** A line for each arm, in their order. */
  public List<Result> results() {
    double first = mean(arms.get(0).best(budget()));
    return arms.stream().map(arm -> result(arm, first)).toList();
  }

  private Result result(Arm arm, double first) {
    List<Double> best = arm.best(budget());
    double mean = mean(best);
    return new Result(
        arm.name(),
        best.size(),
        mean,
        deviation(best, mean),
        mean / first - 1,
        arm.samplesTo(target()),
        arm.seconds());
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double deviation(List<Double> values, double mean) {
    double sum = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return values.size() < 2 ? 0 : Math.sqrt(sum / (values.size() - 1));
  }
}
