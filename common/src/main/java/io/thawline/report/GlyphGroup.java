package io.thawline.report;

import java.util.List;

/**
 * Characters that were chosen by one rule.
 *
 * @param title such as {@code The worst}
 * @param rule how they were chosen, in a sentence
 */
public record GlyphGroup(String title, String rule, List<GlyphRow> rows) {
  public GlyphGroup {
    rows = List.copyOf(rows);
  }
}
