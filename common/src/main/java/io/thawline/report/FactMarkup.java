package io.thawline.report;

import java.util.List;

/** Lists of facts, and the samples that were left out. */
final class FactMarkup {
  /** Longer values get a line of their own: hashes and paths. */
  private static final int LONG = 32;

  private FactMarkup() {}

  static Html list(List<Fact> facts) {
    return Html.each(
        facts,
        fact ->
            Fragment.named("fact")
                .marked("long", fact.value().length() > LONG)
                .with("label", fact.label())
                .with("value", fact.value())
                .filled());
  }

  static Html dropped(List<DroppedSample> dropped) {
    if (dropped.isEmpty()) {
      return new Html("");
    }
    return Fragment.named("dropped").with("rows", Html.each(dropped, FactMarkup::row)).filled();
  }

  private static Html row(DroppedSample dropped) {
    return Fragment.named("dropped-row")
        .with("name", dropped.name())
        .with("reason", dropped.reason())
        .filled();
  }
}
