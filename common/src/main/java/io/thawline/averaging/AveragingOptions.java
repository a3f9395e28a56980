package io.thawline.averaging;

import io.thawline.config.Key;
import io.thawline.schedule.Period;
import java.io.Serializable;

/**
 * How a round is spread over tasks and put together again.
 *
 * @param workers shards, each trained by one task a round, however many executors there are
 * @param every how long shards train by themselves before they are averaged, as {@link
 *     Period#parse} reads it
 * @param outer how the mean moves the common weights
 * @param innerState what becomes of what the optimizer remembers
 * @param maxLostShare share of the shards that may be left out of a round because their results are
 *     not finite
 * @param publishMeanOf the last rounds whose mean is published where it scores better than the best
 *     of them
 * @param threads threads of the engine per task; part of what makes runs repeat bit for bit
 */
public record AveragingOptions(
    @Key(help = "shards, each trained by one Spark task a round", defaultValue = "2") int workers,
    @Key(
            help = "when the weights are averaged: epoch, N steps, or N per epoch",
            defaultValue = "epoch")
        String every,
    @Key(help = "how the mean moves the common weights", defaultValue = "auto") Outer outer,
    @Key(help = "what becomes of the optimizer's moments", defaultValue = "average")
        InnerState innerState,
    @Key(help = "share of the shards that may be left out when they diverge", defaultValue = "0")
        double maxLostShare,
    @Key(
            help = "last rounds whose mean may be published, 0 for none",
            defaultValue = "0",
            kind = Key.Kind.FREE)
        int publishMeanOf,
    @Key(help = "threads of the engine per task", defaultValue = "1") int threads)
    implements Serializable {
  private static final int MOST_PUBLISHED = 25;

  /** What becomes of what the optimizer remembers when shards are averaged. */
  public enum InnerState {
    /** It is averaged like the weights, and travels with them. */
    AVERAGE,
    /** Every round begins without. */
    RESET
  }

  public AveragingOptions {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, got " + workers);
    }
    Period.parse(every);
    if (!(maxLostShare >= 0 && maxLostShare < 1)) {
      throw new IllegalArgumentException(
          "max_lost_share must be at least 0 and below 1, got %s: write for example 0.25"
              .formatted(maxLostShare));
    }
    if (publishMeanOf < 0 || publishMeanOf == 1 || publishMeanOf > MOST_PUBLISHED) {
      throw new IllegalArgumentException(
          "publish_mean_of must be 0 or 2 to %d rounds, got %d: write for example 3"
              .formatted(MOST_PUBLISHED, publishMeanOf));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
  }

  /** How long shards train by themselves. */
  public Period period() {
    return Period.parse(every);
  }
}
