package io.thawline.averaging;

import io.thawline.errors.RunFailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The mean of float32 vectors, each weighted by the samples behind it, summed in fp64.
 *
 * <p>The order of {@link #add} is the order of summation: call it in shard order and the same run
 * gives the same bits, whatever order the shards arrived in. The mean of one vector is that vector,
 * bit for bit, for weights below 2^29.
 */
final class WeightedMean {
  private final double[] sum;
  private double weight;

  /** An empty mean over vectors of that many elements. */
  WeightedMean(int length) {
    this.sum = new double[length];
  }

  /**
   * Adds a vector.
   *
   * @param vector little-endian float32
   * @param samples its weight; a vector of weight 0 is left out
   * @throws RunFailedException when an element is not finite
   */
  void add(ByteBuffer vector, long samples) {
    ByteBuffer source = vector.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (source.remaining() != sum.length * Float.BYTES) {
      throw new IllegalArgumentException(
          "expected %d floats, got %d bytes".formatted(sum.length, source.remaining()));
    }
    if (samples == 0) {
      return;
    }
    for (int i = 0; i < sum.length; i++) {
      float element = source.getFloat();
      if (!Float.isFinite(element)) {
        throw new RunFailedException("a shard returned a value that is not finite: " + element);
      }
      sum[i] += (double) element * samples;
    }
    weight += samples;
  }

  /** One element of the mean, before it is rounded. */
  double at(int element) {
    return sum[element] / weight;
  }

  /**
   * The mean as little-endian float32.
   *
   * @throws RunFailedException when nothing of any weight was added
   */
  byte[] mean() {
    if (weight == 0) {
      throw new RunFailedException("no shard of this round consumed a sample");
    }
    ByteBuffer mean = ByteBuffer.allocate(sum.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double element : sum) {
      mean.putFloat((float) (element / weight));
    }
    return mean.array();
  }
}
