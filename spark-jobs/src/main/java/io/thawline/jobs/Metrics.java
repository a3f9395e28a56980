package io.thawline.jobs;

import io.thawline.errors.RunFailedException;
import io.thawline.storage.Manifest;
import io.thawline.task.Task;
import java.util.Map;
import java.util.Objects;

/** Names of the metrics in manifests, and how they are read. */
final class Metrics {
  static final String TRAIN_LOSS = Task.TRAIN_LOSS;
  static final String VAL_LOSS = Task.VAL_LOSS;
  static final String SECONDS = "seconds";
  static final String EPOCH = "epoch";
  static final String COSINE = "cosine";
  static final String LOST_SHARDS = "lost_shards";
  static final String OUTER_MOMENTUM = "outer_momentum";
  static final String CLASS_FREQUENCIES = "class_frequencies";
  static final String MOST_FREQUENT_ACCURACY = "most_frequent_accuracy";

  /** Of the last round of a phase: 1. */
  static final String PHASE_ENDED = "phase_ended";

  /** Of a round whose phase ended with it and was undone: 1. */
  static final String UNDONE = "undone";

  /** Optimizer steps that the schedule had when the run began. */
  static final String SCHEDULED_STEPS = "scheduled_steps";

  private Metrics() {}

  /**
   * One of these metrics.
   *
   * @throws RunFailedException when it is not finite
   */
  static double of(Map<String, Double> metrics, String name) {
    double value = Objects.requireNonNull(metrics.get(name), name);
    if (!Double.isFinite(value)) {
      throw new RunFailedException(
          "%s is %s; lower the learning rates of the schedule, or set optimizer.clip_norm"
              .formatted(name, value));
    }
    return value;
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
