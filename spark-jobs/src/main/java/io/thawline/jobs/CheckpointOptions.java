package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * Which rounds keep their data.
 *
 * @param keepLast the latest rounds that are kept beside the best one and the transfer
 */
public record CheckpointOptions(
    @Key(help = "latest rounds kept beside the best one", defaultValue = "2", kind = Key.Kind.FREE)
        int keepLast) {
  public CheckpointOptions {
    if (keepLast < 1) {
      throw new IllegalArgumentException("keep_last must be at least 1, got " + keepLast);
    }
  }
}
