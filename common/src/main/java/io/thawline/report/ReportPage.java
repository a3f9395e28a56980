package io.thawline.report;

import java.nio.charset.StandardCharsets;

/** Writes a run as one HTML page that needs nothing else. */
public final class ReportPage {
  private ReportPage() {}

  /** The page in UTF-8; the same bytes for the same report. */
  public static byte[] write(RunReport report) {
    return html(report).getBytes(StandardCharsets.UTF_8);
  }

  private static String html(RunReport report) {
    Fragment page = Fragment.chartPage("report");
    page.with("name", report.name()).with("summary", report.summary());
    ScoreMarkup.fill(page, report.scores());
    RoundMarkup.fill(page, report);
    SectionMarkup.fill(page, report.sections());
    LoadMarkup.fill(page, report.load());
    page.with("facts", FactMarkup.list(report.facts()));
    page.with("data", FactMarkup.list(report.data()));
    page.with("dropped", FactMarkup.dropped(report.dropped()));
    return page.filled().markup();
  }
}
