package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * What the columns of a table of glyph pairs are called.
 *
 * @param id unique and stable, of any type that casts to a text
 * @param source bytes of an image file of the glyph that the network reads
 * @param target likewise of the glyph that it learns to draw
 * @param style a whole number; empty where the table has none
 */
public record PairColumns(
    @Key(help = "unique and stable", defaultValue = "id") String id,
    @Key(help = "bytes of an image file of the glyph to read", defaultValue = "source")
        String source,
    @Key(help = "bytes of an image file of the glyph to draw", defaultValue = "target")
        String target,
    @Key(help = "row of the style embedding, a whole number", defaultValue = "''", example = "font")
        String style) {
  /** Where nothing else is said. */
  static final PairColumns USUAL = new PairColumns("id", "source", "target", "");
}
