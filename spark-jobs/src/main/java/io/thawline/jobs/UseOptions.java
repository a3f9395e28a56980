package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * How samples are spread over tasks.
 *
 * @param shards each of which is one Spark task
 * @param batchSize samples computed at once; part of what makes numbers repeat bit for bit
 * @param threads of the engine per task
 */
public record UseOptions(
    @Key(help = "shards, each one Spark task", defaultValue = "2") int shards,
    @Key(help = "samples computed at once", defaultValue = "32") int batchSize,
    @Key(help = "threads of the engine per task", defaultValue = "1") int threads) {
  public UseOptions {
    if (shards < 1 || batchSize < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "shards, batch_size and threads must be at least 1, got %d, %d and %d"
              .formatted(shards, batchSize, threads));
    }
  }
}
