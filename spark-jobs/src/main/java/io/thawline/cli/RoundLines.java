package io.thawline.cli;

import io.thawline.jobs.RoundSummary;
import java.util.Locale;
import java.util.Optional;

/** The words for rounds; plain ASCII; the one that is rewritten fits 80 columns. */
final class RoundLines {
  private RoundLines() {}

  /**
   * A round that runs.
   *
   * @param before the round before it, for the rate and the time left; empty in the first
   */
  static String running(
      int round, int roundsAtMost, int phase, long seconds, Optional<RoundSummary> before) {
    String pace =
        before
            .map(
                last ->
                    "  %s/s, %s left"
                        .formatted(
                            samples(last.samplesPerSecond()),
                            duration(Math.max(0, Math.round(last.secondsLeft()) - seconds))))
            .orElse("");
    return "round %d/%d  phase %d  running %s%s"
        .formatted(round, roundsAtMost, phase, duration(seconds), pace);
  }

  static String finished(RoundSummary round) {
    return String.format(
        Locale.ROOT,
        "round %d/%d%s  phase %d  train %.4f  val %.4f%s%s  %s/s  %s%s",
        round.round(),
        round.roundsAtMost(),
        round.epoch() == round.round() ? "" : "  epoch " + round.epoch(),
        round.phase(),
        round.trainLoss(),
        round.valLoss(),
        round.improved() ? " best" : "",
        round.cosine().isPresent()
            ? String.format(Locale.ROOT, "  cos %.2f", round.cosine().getAsDouble())
            : "",
        samples(round.samplesPerSecond()),
        String.format(Locale.ROOT, "%.1f s", round.seconds()),
        round.round() < round.roundsAtMost()
            ? ", " + duration(Math.round(round.secondsLeft())) + " left"
            : "");
  }

  private static String samples(double rate) {
    return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate) + " samples";
  }

  /** "42 s", "3 min 5 s", "2 h 10 min". */
  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
