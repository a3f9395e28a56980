package io.thawline.report;

import java.util.Locale;

/** The headline: the best score between its baselines. */
final class ScoreMarkup {
  private ScoreMarkup() {}

  static void fill(Fragment page, Scores scores) {
    page.with("best", Numbers.loss(scores.best())).with("metric", scores.metric());
    page.with("bestRound", scores.bestRound()).with("gain", gain(scores));
    page.with(
        "headline",
        scores.monitored().isPresent()
            ? "Validation loss of the best round"
            : "Best validation loss");
    page.with(
        "monitored",
        scores
            .monitored()
            .map(by -> ", the best by %s (%s)".formatted(by.name(), Numbers.loss(by.best())))
            .orElse(""));
    Html own =
        bar("This run", scores.best(), scores).with("change", "").marked("own", true).filled();
    Html others =
        Html.each(
            scores.baselines(),
            baseline ->
                bar(baseline.name(), baseline.loss(), scores)
                    .with("change", Numbers.percent(change(scores, baseline)))
                    .marked("", false)
                    .filled());
    page.with("bars", new Html(own.markup() + others.markup()));
  }

  /** Against the baseline that is hardest to beat. */
  private static String gain(Scores scores) {
    return scores
        .strictest()
        .map(
            b ->
                Numbers.percent(Math.abs(change(scores, b)))
                    + side(scores, b)
                    + inSentence(b.name()))
        .orElse("");
  }

  private static String side(Scores scores, Baseline baseline) {
    return change(scores, baseline) > 0 ? " above " : " below ";
  }

  private static Fragment bar(String name, double loss, Scores scores) {
    double percent = scores.worst() > 0 ? 100 * loss / scores.worst() : 0;
    return Fragment.named("bar")
        .with("name", name)
        .with("loss", Numbers.loss(loss))
        .with("percent", String.format(Locale.ROOT, "%.1f", percent));
  }

  private static String inSentence(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /** Of the best loss from the baseline's, as a share of the latter. */
  private static double change(Scores scores, Baseline baseline) {
    return scores.best() / baseline.loss() - 1;
  }
}
