package io.thawline.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a comparison as one HTML page that needs nothing else. */
public final class ComparisonPage {
  private ComparisonPage() {}

  /** The page in UTF-8; the same bytes for the same comparison. */
  public static byte[] write(Comparison comparison) {
    Fragment page = Fragment.chartPage("comparison");
    page.with("name", comparison.name()).with("summary", comparison.summary());
    Measure measure = comparison.measure();
    page.with("metric", measure.words()).with("better", measure.better().words());
    page.with("remarks", Html.each(comparison.allRemarks(), ComparisonPage::remark));
    page.with("budget", Numbers.count(comparison.budget()));
    page.with("target", Numbers.loss(comparison.target()));
    page.with("curves", curves(comparison));
    double best =
        comparison.results().stream()
            .map(Comparison.Result::best)
            .min(measure.better().order())
            .orElseThrow();
    page.with("results", Html.each(comparison.results(), row -> row(row, row.best() == best)));
    page.with("arms", Html.each(comparison.arms(), ComparisonPage::arm));
    page.with("glyphs", Html.each(comparison.glyphs().stream().toList(), GlyphMarkup::section));
    return page.filled().markup().getBytes(StandardCharsets.UTF_8);
  }

  private static String curves(Comparison comparison) {
    return comparison.results().stream()
        .map(row -> "%s: best %s".formatted(row.name(), Numbers.loss(row.best())))
        .collect(Collectors.joining("; ", comparison.measure().words() + " over samples. ", "."));
  }

  private static Html remark(String remark) {
    return Fragment.named("comparison-remark").with("remark", remark).filled();
  }

  private static Html row(Comparison.Result row, boolean best) {
    return Fragment.named("comparison-result")
        .marked("own", best)
        .with("name", row.name())
        .with("seeds", row.seeds())
        .with("best", Numbers.loss(row.best()))
        .with("spread", row.seeds() < 2 ? "" : "± " + Numbers.loss(row.spread()))
        .with("change", row.change() == 0 ? "" : Numbers.percent(row.change()))
        .with(
            "samples",
            row.samplesToTarget().isPresent()
                ? Numbers.count(row.samplesToTarget().getAsLong())
                : "never")
        .with("seconds", Numbers.seconds(row.seconds()))
        .filled();
  }

  private static Html arm(Arm arm) {
    return new Html(
        arm.runs().stream()
            .map(run -> run(arm.name(), run).markup())
            .collect(Collectors.joining()));
  }

  private static Html run(String arm, List<CurvePoint> run) {
    return Fragment.named("comparison-curve")
        .with("name", arm)
        .with("points", Html.each(run, ComparisonPage::point))
        .filled();
  }

  private static Html point(CurvePoint point) {
    return Fragment.named("comparison-point")
        .with("samples", Numbers.count(point.samples()))
        .with("exactSamples", point.samples())
        .with("value", Numbers.loss(point.value()))
        .with("exactValue", Double.toString(point.value()))
        .with("seconds", String.format(Locale.ROOT, "%.1f", point.seconds()))
        .filled();
  }
}
