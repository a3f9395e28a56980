package io.thawline.report;

import java.util.List;
import java.util.Locale;

/** The rounds as a table, from which the page's script draws the chart. */
final class RoundMarkup {
  private RoundMarkup() {}

  static void fill(Fragment page, RunReport report) {
    List<RoundRow> rounds = report.rounds();
    Scores scores = report.scores();
    page.with("lastRound", rounds.get(rounds.size() - 1).round());
    page.with("curve", description(rounds, scores));
    page.with("baselineName", scores.strictest().map(Baseline::name).orElse(""));
    page.with(
        "baselineLoss", Double.toString(scores.strictest().map(Baseline::loss).orElse(Double.NaN)));
    page.with("rounds", Html.each(rounds, row -> row(row, row.round() == scores.bestRound())));
    page.with("phases", Html.each(report.phases(), RoundMarkup::phase));
  }

  private static String description(List<RoundRow> rounds, Scores scores) {
    RoundRow first = rounds.get(0);
    RoundRow last = rounds.get(rounds.size() - 1);
    return String.format(
        Locale.ROOT,
        "Validation loss went from %.4f in round %d to %.4f in round %d; the best %s %.4f in round %d.",
        first.validationLoss(),
        first.round(),
        last.validationLoss(),
        last.round(),
        scores.monitored().map(by -> "round by " + by.name() + " has").orElse("is"),
        scores.best(),
        scores.bestRound());
  }

  private static Html row(RoundRow row, boolean best) {
    return Fragment.named("round")
        .marked("own", best)
        .with("round", row.round())
        .with("phase", row.phase())
        .with("step", Numbers.count(row.step()))
        .with("training", Numbers.loss(row.trainingLoss()))
        .with("exactTraining", Double.toString(row.trainingLoss()))
        .with("validation", Numbers.loss(row.validationLoss()))
        .with("exactValidation", Double.toString(row.validationLoss()))
        .with("seconds", Numbers.seconds(row.seconds()))
        .filled();
  }

  private static Html phase(Phase phase) {
    return Fragment.named("phase")
        .with("number", phase.number())
        .with("summary", phase.summary())
        .filled();
  }
}
