package io.thawline.jobs;

import io.thawline.errors.RunFailedException;
import io.thawline.storage.Manifest;
import io.thawline.train.Evaluation;

/** Names of the metrics in manifests, and how they are read. */
final class Metrics {
  static final String TRAIN_LOSS = "train_loss";
  static final String VAL_LOSS = "val_loss";
  static final String SECONDS = "seconds";
  static final String EPOCH = "epoch";
  static final String COSINE = "cosine";
  static final String LOST_SHARDS = "lost_shards";
  static final String OUTER_MOMENTUM = "outer_momentum";
  static final String BLANK_PAGE = "blank_page";
  static final String SOURCE_COPY = "source_copy";

  private Metrics() {}

  /**
   * The mean score of all samples.
   *
   * @throws RunFailedException when it is not finite
   */
  static double mean(Evaluation evaluation) {
    double mean = evaluation.total() / evaluation.scores().size();
    if (!Double.isFinite(mean)) {
      throw new RunFailedException(
          "the validation loss is "
              + mean
              + "; lower the learning rates of the schedule, or set optimizer.clip_norm");
    }
    return mean;
  }

  /** The epoch that a round is in, or of; 0 before the first. */
  static int epoch(Manifest round) {
    return round.record().metrics().getOrDefault(EPOCH, (double) round.round()).intValue();
  }

  /** A metric that every such round has. */
  static double of(Manifest round, String metric) {
    Double value = round.record().metrics().get(metric);
    if (value == null) {
      throw new IllegalStateException("round " + round.round() + " has no " + metric);
    }
    return value;
  }
}
