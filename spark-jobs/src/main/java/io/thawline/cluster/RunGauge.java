package io.thawline.cluster;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the driver shows of a run on Spark's own pages of metrics; 0 until it is known. */
public enum RunGauge {
  /** The last round that was judged. */
  ROUND,
  /** Its mean loss in training. */
  TRAIN_LOSS,
  /** Its loss on the validation samples. */
  VAL_LOSS,
  /** Samples that all shards together trained a second. */
  SAMPLES_PER_SECOND,
  /** How long the last round's results took from shuffle to mean. */
  AVERAGING_SECONDS,
  /** Bytes of them that went through the shuffle. */
  AVERAGING_BYTES;

  private static final Map<RunGauge, Double> VALUES = new ConcurrentHashMap<>();

  /** What a round came to. */
  public static void show(int round, double trainLoss, double valLoss, double samplesPerSecond) {
    ROUND.set(round);
    TRAIN_LOSS.set(trainLoss);
    VAL_LOSS.set(valLoss);
    SAMPLES_PER_SECOND.set(samplesPerSecond);
  }

  void set(double now) {
    VALUES.put(this, now);
  }

  double value() {
    return VALUES.getOrDefault(this, 0.0);
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
