package io.thawline.jobs;

import io.thawline.cluster.PairReading.OtherSizes;
import io.thawline.config.Key;
import io.thawline.task.FontTask;

/**
 * Images of glyph pairs to train and to validate on: folders of files with two glyphs side by side,
 * or tables with two columns of image files.
 *
 * @param kind which kind of data
 * @param train what is trained on
 * @param validation what is validated on; without a place of its own, other rows of the same place
 * @param validationShare the share of {@code train} that is validated on instead, by the hash of
 *     ids; 0 where {@code validation} says which
 * @param columns of tables
 * @param style the row of the style embedding that pairs train whose files or rows name none
 * @param otherSizes what becomes of glyphs that are not of the network's size
 * @param batchSize samples an optimizer step
 * @param reshuffleEvery epochs after which samples are placed on other shards; 0 for never
 * @param validationShards tasks an evaluation is spread over
 * @param validationBatchSize samples a task evaluates at once
 */
public record PairData(
    @Key(help = "which kind of data", example = "pairs") Kind kind,
    DatasetOptions train,
    DatasetOptions validation,
    @Key(
            help = "share of train to validate on instead, by the hash of ids",
            defaultValue = "0",
            example = "0.2")
        double validationShare,
    PairColumns columns,
    @Key(help = "row of the style embedding, of pairs that name none", defaultValue = "0")
        int style,
    @Key(help = "of glyphs of another size than the network's", defaultValue = "refuse")
        OtherSizes otherSizes,
    @Key(help = "samples an optimizer step", defaultValue = "16") int batchSize,
    @Key(help = "epochs after which samples change shards, 0 for never", defaultValue = "0")
        int reshuffleEvery,
    @Key(help = "tasks an evaluation is spread over", defaultValue = "2") int validationShards,
    @Key(help = "samples a task evaluates at once", defaultValue = "32") int validationBatchSize)
    implements GlyphData {
  /** Which kind of data. */
  public enum Kind {
    PAIRS
  }

  public PairData {
    Batches.require(batchSize, reshuffleEvery, validationShards, validationBatchSize);
    new Division(train, validation, validationShare)
        .require(
            "a folder of images with two glyphs side by side, or files with format",
            !columns.equals(PairColumns.USUAL));
    if (style < 0) {
      throw new IllegalArgumentException("style must be 0 or more, got " + style);
    }
  }

  Division division() {
    return new Division(train, validation, validationShare);
  }

  @Override
  public Batches batches() {
    return new Batches(batchSize, reshuffleEvery, validationShards, validationBatchSize);
  }

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public GlyphPairs pairs(RunContext context, FontTask drawing) {
    return new ImagePairs(context, this, drawing.model());
  }
}
