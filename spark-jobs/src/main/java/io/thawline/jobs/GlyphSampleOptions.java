package io.thawline.jobs;

import io.thawline.config.Key;
import io.thawline.glyph.CharacterSelection;
import java.util.Optional;

/**
 * Glyphs to draw.
 *
 * @param kind which kind of data
 * @param sourceFont the font whose glyphs the network reads
 * @param targetFont the font to compare with; asked for by {@code evaluate} alone
 * @param characters a UTF-8 text of characters
 * @param select which of them; all when empty
 * @param style the row of the style embedding; -1 for the one that was trained
 */
public record GlyphSampleOptions(
    @Key(help = "which kind of data", example = "fonts") Kind kind,
    @Key(help = "the font whose glyphs the network reads", path = true) String sourceFont,
    @Key(help = "the font to compare with", defaultValue = "''", path = true) String targetFont,
    @Key(help = "a UTF-8 text of characters", path = true) String characters,
    @Key(help = "which of the characters", example = "{last: 256}")
        Optional<CharacterSelection> select,
    @Key(help = "row of the style embedding, -1 for the trained one", defaultValue = "-1")
        int style)
    implements SampleOptions {
  /** Which kind of data. */
  public enum Kind {
    FONTS
  }
}
