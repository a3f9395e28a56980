package io.thawline.jobs;

import io.thawline.cluster.Labels;
import io.thawline.cluster.PairReading.OtherSizes;
import io.thawline.config.Key;
import io.thawline.glyph.GlyphPair;
import io.thawline.task.FontTask;
import org.apache.spark.api.java.JavaRDD;

/**
 * Images of glyphs to draw.
 *
 * @param kind which kind of data
 * @param samples folders, or anything that Spark reads
 * @param columns of tables; of the target only where there are targets to compare with
 * @param style the row of the style embedding for all; -1 for what files or rows name, and the one
 *     that was trained where they name none
 * @param otherSizes what becomes of glyphs that are not of the network's size
 */
public record PairSampleOptions(
    @Key(help = "which kind of data", example = "pairs") Kind kind,
    DatasetOptions samples,
    PairColumns columns,
    @Key(
            help = "row of the style embedding, -1 for what the images name, or the trained one",
            defaultValue = "-1")
        int style,
    @Key(help = "of glyphs of another size than the network's", defaultValue = "refuse")
        OtherSizes otherSizes)
    implements GlyphSampleData {
  /** Which kind of data. */
  public enum Kind {
    PAIRS
  }

  public PairSampleOptions {
    if (!samples.isPlaced()) {
      throw new IllegalArgumentException(
          "samples.path is missing: name a folder of images, or files with format, or samples.table");
    }
  }

  @Override
  public JavaRDD<GlyphPair> samples(UseContext context, FontTask task, Labels labels) {
    return new GivenPairs(context, task, this).read(labels);
  }
}
