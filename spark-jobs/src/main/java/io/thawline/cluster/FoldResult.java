package io.thawline.cluster;

import io.thawline.averaging.Folded;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a fold gives: a shard's summary as it came, or what the records of one number come to. A
 * class, for Kryo reads no records back.
 */
final class FoldResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long key;
  private final byte[] summary;
  private final @Nullable Folded folded;

  private FoldResult(long key, byte[] summary, @Nullable Folded folded) {
    this.key = key;
    this.summary = summary;
    this.folded = folded;
  }

  static FoldResult summary(long key, byte[] summary) {
    return new FoldResult(key, summary, null);
  }

  static FoldResult folded(int number, Folded folded) {
    return new FoldResult(RecordKey.of(number, 0), new byte[0], folded);
  }

  long key() {
    return key;
  }

  byte[] summary() {
    return summary;
  }

  /** Null in a summary. */
  @Nullable Folded folded() {
    return folded;
  }
}
