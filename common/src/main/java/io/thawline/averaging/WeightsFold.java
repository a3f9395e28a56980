package io.thawline.averaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The mean of a chunk of weights, then the outer step. Measures on the way how far shards went. */
final class WeightsFold implements RoundRecords.Fold {
  private final FloatBuffer before;
  private final FloatBuffer velocity;
  private final OuterStep outer;
  private final WeightedMean mean;
  private final List<Double> squaredNorms = new ArrayList<>();

  /**
   * A fold from a common start.
   *
   * @param before the chunk at the start of the round, little-endian float32
   * @param velocity likewise; empty for zeros
   */
  WeightsFold(byte[] before, byte[] velocity, OuterStep outer) {
    this.before = floats(before);
    this.velocity = floats(velocity);
    this.outer = outer;
    this.mean = new WeightedMean(this.before.capacity());
  }

  private static FloatBuffer floats(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  @Override
  public void add(ByteBuffer record, long samples) {
    mean.add(record, samples);
    if (samples > 0) {
      FloatBuffer weights = record.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      double squaredNorm = 0;
      for (int i = 0; i < before.capacity(); i++) {
        double way = (double) weights.get(i) - before.get(i);
        squaredNorm += way * way;
      }
      squaredNorms.add(squaredNorm);
    }
  }

  @Override
  public MeanRecord finish() {
    double[] ofShards = squaredNorms.stream().mapToDouble(Double::doubleValue).toArray();
    byte[] values = mean.mean();
    double ofMean = 0;
    for (int i = 0; i < before.capacity(); i++) {
      double way = mean.at(i) - before.get(i);
      ofMean += way * way;
    }
    return outer.isMean()
        ? MeanRecord.weights(values, new byte[0], ofShards, ofMean)
        : stepped(ofShards, ofMean);
  }

  private MeanRecord stepped(double[] ofShards, double ofMean) {
    byte[] values = new byte[before.capacity() * Float.BYTES];
    byte[] velocities = new byte[outer.hasVelocity() ? values.length : 0];
    FloatBuffer weights = floats(values);
    FloatBuffer next = floats(velocities);
    for (int i = 0; i < before.capacity(); i++) {
      double delta = before.get(i) - mean.at(i);
      double moved = outer.velocity(velocity.hasRemaining() ? velocity.get(i) : 0, delta);
      weights.put(i, (float) (before.get(i) - outer.move(moved, delta)));
      if (outer.hasVelocity()) {
        next.put(i, (float) moved);
      }
    }
    return MeanRecord.weights(values, velocities, ofShards, ofMean);
  }
}
