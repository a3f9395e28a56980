package io.thawline.report;

import java.util.List;

/**
 * Samples of what the network draws.
 *
 * @param side of every glyph, in pixels
 */
public record GlyphSheet(int side, List<GlyphGroup> groups) implements Section {
  @Override
  public String title() {
    return "Glyphs";
  }

  public GlyphSheet {
    groups = List.copyOf(groups);
    for (GlyphGroup group : groups) {
      group.rows().forEach(row -> check(side, row));
    }
  }

  private static void check(int side, GlyphRow row) {
    for (byte[] glyph : List.of(row.source(), row.target(), row.before(), row.after())) {
      if (glyph.length != side * side) {
        throw new IllegalArgumentException(
            "a glyph of %s has %d pixels, not %d x %d"
                .formatted(row.character(), glyph.length, side, side));
      }
    }
  }
}
