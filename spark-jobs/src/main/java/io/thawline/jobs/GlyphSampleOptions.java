package io.thawline.jobs;

import io.thawline.cluster.Labels;
import io.thawline.config.Key;
import io.thawline.glyph.CharacterSelection;
import io.thawline.glyph.GlyphPair;
import io.thawline.task.FontTask;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

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
    implements GlyphSampleData {
  /** Which kind of data. */
  public enum Kind {
    FONTS
  }

  @Override
  public JavaRDD<GlyphPair> samples(UseContext context, FontTask task, Labels labels) {
    return new GivenFonts(context, task, this).read(labels);
  }
}
