package io.thawline.jobs;

import io.thawline.cluster.PairRendering;
import io.thawline.cluster.ShardPlacement;
import io.thawline.errors.RunFailedException;
import io.thawline.glyph.GlyphPair;
import org.apache.spark.api.java.JavaRDD;

/**
 * Prepared pairs on shards.
 *
 * @param part of the run directory that holds them
 * @param expected how many it holds
 * @param shards to place them on
 */
record PlacedPairs(RunContext context, String part, long expected, int shards) {
  /**
   * Places them in one of the seed's orders. Counts what it placed: executors that share no disk
   * would each see a part, or nothing.
   */
  JavaRDD<GlyphPair> shuffled(int shuffle) {
    String directory = context.config().run().dir() + "/" + part;
    JavaRDD<GlyphPair> placed =
        ShardPlacement.place(
            new PairRendering(context.session()).read(directory),
            shards,
            context.config().run().seed(),
            shuffle);
    long found = placed.count();
    if (found != expected) {
      throw new RunFailedException(
          "%s holds %d of its %d pairs. Executors on other machines need a run.dir that all of them share, such as hdfs://; otherwise delete %s, to have them drawn again."
              .formatted(directory, found, expected, context.config().run().dir() + "/prepared"));
    }
    return placed;
  }
}
