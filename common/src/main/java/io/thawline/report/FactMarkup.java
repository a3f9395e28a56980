package io.thawline.report;

import java.util.List;

/** Lists of facts, and the characters that were left out. */
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

  static Html dropped(List<DroppedCharacter> dropped) {
    if (dropped.isEmpty()) {
      return new Html("");
    }
    return Fragment.named("dropped").with("rows", Html.each(dropped, FactMarkup::row)).filled();
  }

  private static Html row(DroppedCharacter dropped) {
    return Fragment.named("dropped-row")
        .with("character", dropped.character())
        .with("code", Numbers.codePoint(dropped.character()))
        .with("reason", dropped.reason())
        .filled();
  }
}
