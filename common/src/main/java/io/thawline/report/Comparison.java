package io.thawline.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Several ways to train on the same data.
 *
 * @param name of the comparison
 * @param summary one line under it
 * @param measure what they are compared by
 * @param arms at least one, in the order in which they are shown
 * @param glyphs what they draw, where they draw
 * @param remarks what a reader should know of how far they can be compared
 */
public record Comparison(
    String name,
    String summary,
    Measure measure,
    List<Arm> arms,
    Optional<DrawnByArms> glyphs,
    List<String> remarks) {
  public Comparison {
    arms = List.copyOf(arms);
    remarks = List.copyOf(remarks);
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("nothing to compare");
    }
  }

  /** Samples that every run was trained on: they are compared up to here. */
  public long budget() {
    return arms.stream().mapToLong(Arm::budget).min().orElseThrow();
  }

  /** All remarks, with one on runs that trained for longer than others. */
  public List<String> allRemarks() {
    List<String> all = new ArrayList<>(remarks);
    if (arms.stream().anyMatch(arm -> arm.budget() > budget())) {
      all.add(
          "Not all were trained on as many samples (%s): values count up to %d, while the chart shows all rounds and glyphs are of each run's best round."
              .formatted(
                  arms.stream()
                      .map(arm -> arm.name() + " " + arm.budget())
                      .collect(Collectors.joining("; ")),
                  budget()));
    }
    return Collections.unmodifiableList(all);
  }

  /** The value that the run with the worst best one came to: every run reaches it. */
  public double target() {
    return arms.stream()
        .flatMap(arm -> best(arm).stream())
        .max(measure.better().order())
        .orElseThrow();
  }

  private List<Double> best(Arm arm) {
    return arm.best(budget(), measure.better());
  }

  /**
   * What an arm came to.
   *
   * @param best the mean over its seeds of the best value within the budget
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
    double first = mean(best(arms.get(0)));
    return arms.stream().map(arm -> result(arm, first)).toList();
  }

  private Result result(Arm arm, double first) {
    List<Double> best = best(arm);
    double mean = mean(best);
    return new Result(
        arm.name(),
        best.size(),
        mean,
        deviation(best, mean),
        mean / first - 1,
        arm.samplesTo(target(), measure.better()),
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
