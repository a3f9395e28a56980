package io.thawline.report;

import java.nio.charset.StandardCharsets;

/** Writes drawn glyphs as one HTML page that needs nothing else. */
public final class DrawingsPage {
  private DrawingsPage() {}

  /** The page in UTF-8; the same bytes for the same drawings. */
  public static byte[] write(Drawings drawings) {
    int shown = drawings.shown().size();
    return Fragment.page("drawings")
        .with("name", drawings.name())
        .with("summary", drawings.summary())
        .with("side", drawings.side())
        .with("zoom", GlyphMarkup.zoom(drawings.side()))
        .with(
            "shown",
            shown == drawings.all()
                ? "All %s glyphs.".formatted(Numbers.count(shown))
                : "%s of %s glyphs, chosen without a look at them."
                    .formatted(Numbers.count(shown), Numbers.count(drawings.all())))
        .with("tiles", Html.each(drawings.shown(), GlyphMarkup::tile))
        .filled()
        .markup()
        .getBytes(StandardCharsets.UTF_8);
  }
}
