package io.thawline.jobs;

import io.thawline.config.Key;
import io.thawline.glyph.CharacterSelection;
import io.thawline.task.FontTask;
import java.util.OptionalLong;

/**
 * Glyph pairs to train and to validate on.
 *
 * @param kind which kind of data
 * @param sourceFont the font whose glyphs the network reads
 * @param targetFont the font whose glyphs it learns to draw
 * @param characters a UTF-8 text of characters
 * @param train which of them are trained on
 * @param validation which of them are validated on
 * @param style the row of the style embedding that the target font trains
 * @param batchSize samples an optimizer step
 * @param reshuffleEvery epochs after which samples are placed on other shards; 0 for never
 * @param validationShards tasks an evaluation is spread over
 * @param validationBatchSize samples a task evaluates at once
 */
public record FontData(
    @Key(help = "which kind of data", defaultValue = "fonts") Kind kind,
    @Key(help = "the font whose glyphs the network reads", path = true) String sourceFont,
    @Key(help = "the font whose glyphs it learns to draw", path = true) String targetFont,
    @Key(help = "a UTF-8 text of characters", path = true) String characters,
    @Key(help = "which characters are trained on", example = "{first: 100}")
        CharacterSelection train,
    @Key(help = "which characters are validated on", example = "{last: 256}")
        CharacterSelection validation,
    @Key(help = "row of the style embedding that the target font trains", defaultValue = "0")
        int style,
    @Key(help = "samples an optimizer step", defaultValue = "16") int batchSize,
    @Key(help = "epochs after which samples change shards, 0 for never", defaultValue = "0")
        int reshuffleEvery,
    @Key(help = "tasks an evaluation is spread over", defaultValue = "2") int validationShards,
    @Key(help = "samples a task evaluates at once", defaultValue = "32") int validationBatchSize)
    implements GlyphData {
  /** Which kind of data. */
  public enum Kind {
    FONTS
  }

  public FontData {
    Batches.require(batchSize, reshuffleEvery, validationShards, validationBatchSize);
    if (style < 0) {
      throw new IllegalArgumentException("style must be 0 or more, got " + style);
    }
  }

  @Override
  public OptionalLong trainingSamples() {
    return OptionalLong.of(Math.max(train.first(), train.last()));
  }

  @Override
  public Batches batches() {
    return new Batches(batchSize, reshuffleEvery, validationShards, validationBatchSize);
  }

  @Override
  public String name() {
    return "fonts";
  }

  @Override
  public GlyphPairs pairs(RunContext context, FontTask drawing) {
    return new FontPairs(context, this, drawing);
  }
}
