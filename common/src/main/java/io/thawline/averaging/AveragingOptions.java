package io.thawline.averaging;

import io.thawline.config.Key;

/**
 * How a round is spread over tasks and put together again.
 *
 * @param workers shards, each trained by one task a round, however many executors there are
 * @param every when the shards' weights are averaged
 * @param threads threads of the engine per task; part of what makes runs repeat bit for bit
 */
public record AveragingOptions(
    @Key(help = "shards, each trained by one Spark task a round", defaultValue = "2") int workers,
    @Key(help = "when the weights are averaged", defaultValue = "epoch") Period every,
    @Key(help = "threads of the engine per task", defaultValue = "1") int threads) {
  /** When shards are averaged. */
  public enum Period {
    EPOCH
  }

  public AveragingOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, got " + workers);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
  }
}
