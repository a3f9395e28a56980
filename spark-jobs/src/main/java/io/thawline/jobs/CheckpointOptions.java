package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * Which rounds keep their data, and what becomes of the weights that are handed over.
 *
 * @param keepLast the latest rounds that are kept beside the best ones and the transfer
 * @param keepBest the best rounds by the monitored metric that are kept
 * @param recalibrateBatchNorm whether the published weights have BatchNorm's running statistics
 *     computed anew over the training data
 */
public record CheckpointOptions(
    @Key(help = "latest rounds kept beside the best", defaultValue = "2", kind = Key.Kind.FREE)
        int keepLast,
    @Key(help = "best rounds kept", defaultValue = "1", kind = Key.Kind.FREE) int keepBest,
    @Key(
            help = "compute BatchNorm's statistics of the published weights anew",
            defaultValue = "false",
            kind = Key.Kind.FREE)
        boolean recalibrateBatchNorm) {
  public CheckpointOptions {
    if (keepLast < 1) {
      throw new IllegalArgumentException("keep_last must be at least 1, got " + keepLast);
    }
    if (keepBest < 1) {
      throw new IllegalArgumentException("keep_best must be at least 1, got " + keepBest);
    }
  }
}
