package io.thawline.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The result and what it is worth.
 *
 * @param metric what the loss is, in words, such as {@code Mean L1 on a scale of 0 to 1}
 * @param bestRound the best round
 * @param best its validation loss
 * @param monitored what it is the best by, where that is not this loss
 * @param baselines in the order in which they are shown
 */
public record Scores(
    String metric,
    int bestRound,
    double best,
    Optional<Monitored> monitored,
    List<Baseline> baselines) {
  public Scores {
    baselines = List.copyOf(baselines);
  }

  /** The baseline that is hardest to beat. */
  Optional<Baseline> strictest() {
    return baselines.stream().min(Comparator.comparingDouble(Baseline::loss));
  }

  /** The longest of the bars. */
  double worst() {
    return baselines.stream().mapToDouble(Baseline::loss).reduce(best, Math::max);
  }
}
