package io.thawline.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.errors.RunFailedException;
import io.thawline.state.ComputedBy;
import io.thawline.train.ShardResult;
import java.io.IOException;
import java.util.SortedMap;

/**
 * What a shard says of its round beside the weights. It travels as a record with them: a second
 * action would train twice, and accumulators count retried tasks twice.
 *
 * @param samples consumed
 * @param steps optimizer steps taken
 * @param told by the objectives, summed over the samples, by name
 * @param divergence where its results stopped being finite; empty where they did not
 * @param computedBy what computed it
 */
record ShardSummary(
    long samples,
    long steps,
    SortedMap<String, Double> told,
    String divergence,
    ComputedBy computedBy) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ShardSummary of(ShardResult result, ComputedBy computedBy) {
    return new ShardSummary(
        result.samples(), result.steps(), result.told(), result.divergence(), computedBy);
  }

  /** What the shard counts for in the mean; nothing where it diverged. */
  long weight() {
    return divergence.isEmpty() ? samples : 0;
  }

  byte[] write() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write as JSON: " + this, e);
    }
  }

  static ShardSummary read(byte[] bytes) {
    try {
      return JSON.readValue(bytes, ShardSummary.class);
    } catch (IOException e) {
      throw new RunFailedException("A shard's summary cannot be read: " + e.getMessage(), e);
    }
  }
}
