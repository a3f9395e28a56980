package io.thawline.report;

import java.util.List;
import java.util.OptionalLong;

/**
 * One of several ways to train that are compared.
 *
 * @param name such as {@code mode=scratch}
 * @param runs a curve for each seed, from the untrained network on; none is empty
 */
public record Arm(String name, List<List<CurvePoint>> runs) {
  public Arm {
    runs = runs.stream().map(List::copyOf).toList();
    if (runs.isEmpty() || runs.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(name + " has no curve to show");
    }
  }

  /** Samples that each of its runs was trained on at least. */
  long budget() {
    return runs.stream().mapToLong(run -> run.get(run.size() - 1).samples()).min().orElseThrow();
  }

  /** The best value of each run within so many samples. */
  List<Double> best(long samples, Better better) {
    return runs.stream()
        .map(
            run ->
                run.stream()
                    .filter(point -> point.samples() <= samples)
                    .map(CurvePoint::value)
                    .min(better.order())
                    .orElseThrow())
        .toList();
  }

  /** Samples after which half of the runs, rounded up, had been at least that good; or empty. */
  OptionalLong samplesTo(double target, Better better) {
    List<Long> reached =
        runs.stream()
            .map(
                run ->
                    run.stream()
                        .filter(point -> better.order().compare(point.value(), target) <= 0)
                        .mapToLong(CurvePoint::samples)
                        .min()
                        .orElse(Long.MAX_VALUE))
            .sorted()
            .toList();
    long median = reached.get((reached.size() - 1) / 2);
    return median == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(median);
  }

  /** The mean time of its runs. */
  double seconds() {
    return runs.stream()
        .mapToDouble(run -> run.get(run.size() - 1).seconds())
        .average()
        .orElseThrow();
  }
}
