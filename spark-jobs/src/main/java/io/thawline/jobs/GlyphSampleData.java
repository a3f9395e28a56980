package io.thawline.jobs;

import io.thawline.cluster.Labels;
import io.thawline.glyph.GlyphPair;
import io.thawline.task.FontTask;
import org.apache.spark.api.java.JavaRDD;

/** Glyphs for a handed-over network that draws, wherever they come from. */
sealed interface GlyphSampleData extends SampleOptions
    permits GlyphSampleOptions, PairSampleOptions {
  /**
   * The glyphs, with those to compare with where labels are needed; else the source stands for
   * them.
   *
   * @throws io.thawline.errors.UserException when they cannot be read, or there are none
   */
  JavaRDD<GlyphPair> samples(UseContext context, FontTask task, Labels labels);
}
