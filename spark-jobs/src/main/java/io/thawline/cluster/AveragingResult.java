package io.thawline.cluster;

import io.thawline.averaging.MeanRecord;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a fold gives: a shard's summary as it came, or what the records of one number come to. A
 * class, for Kryo reads no records back.
 */
final class AveragingResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long key;
  private final byte[] summary;
  private final @Nullable MeanRecord mean;

  private AveragingResult(long key, byte[] summary, @Nullable MeanRecord mean) {
    this.key = key;
    this.summary = summary;
    this.mean = mean;
  }

  static AveragingResult summary(long key, byte[] summary) {
    return new AveragingResult(key, summary, null);
  }

  static AveragingResult mean(int number, MeanRecord mean) {
    return new AveragingResult(RecordKey.of(number, 0), new byte[0], mean);
  }

  long key() {
    return key;
  }

  byte[] summary() {
    return summary;
  }

  /** Null in a summary. */
  @Nullable MeanRecord mean() {
    return mean;
  }
}
