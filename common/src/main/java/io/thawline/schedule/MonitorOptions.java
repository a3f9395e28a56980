package io.thawline.schedule;

import io.thawline.config.Key;

/**
 * What decides which round is the best.
 *
 * @param metric the monitored metric, one that the task computes
 * @param minDelta by how much a round must beat the best to become the best
 */
public record MonitorOptions(
    @Key(help = "the metric that decides which round is best", defaultValue = "val_loss")
        String metric,
    @Key(help = "by how much a round must beat the best so far", defaultValue = "0")
        double minDelta) {
  public MonitorOptions {
    if (!(minDelta >= 0 && minDelta < Double.MAX_VALUE)) {
      throw new IllegalArgumentException("min_delta must be 0 or more, got " + minDelta);
    }
  }
}
