package io.thawline.jobs;

import io.thawline.cluster.ShardPlacement;
import io.thawline.errors.RunFailedException;
import io.thawline.sample.Sample;
import org.apache.spark.api.java.JavaRDD;

/**
 * Samples on shards.
 *
 * @param seed of the run
 * @param shards to place them on
 */
record PlacedSamples<S extends Sample>(PreparedData.Part<S> part, long seed, int shards) {
  /**
   * Places them in one of the seed's orders. Counts what it placed: executors that share no disk
   * would each see a part, or nothing.
   */
  JavaRDD<S> shuffled(int shuffle) {
    JavaRDD<S> placed = ShardPlacement.place(part.samples().get(), shards, seed, shuffle);
    long found = placed.count();
    if (found != part.count()) {
      throw new RunFailedException(
          "%s holds %d of its %d samples. %s"
              .formatted(part.location(), found, part.count(), part.remedy()));
    }
    return placed;
  }
}
