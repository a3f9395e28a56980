package io.thawline.averaging;

import java.io.Serializable;

/** What the records of one number come to. A class, for Kryo reads no records back. */
public final class MeanRecord implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};
  private static final double[] NO_NORMS = {};

  private final byte[] values;
  private final byte[] velocity;
  private final double[] squaredNorms;
  private final double squaredNormOfMean;

  private MeanRecord(
      byte[] values, byte[] velocity, double[] squaredNorms, double squaredNormOfMean) {
    this.values = values;
    this.velocity = velocity;
    this.squaredNorms = squaredNorms;
    this.squaredNormOfMean = squaredNormOfMean;
  }

  /** A mean of what takes no outer step. */
  static MeanRecord mean(byte[] values) {
    return new MeanRecord(values, NOTHING, NO_NORMS, 0);
  }

  /**
   * Weights after the outer step.
   *
   * @param velocity little-endian float32 likewise, or empty without momentum
   * @param squaredNorms squared length of each shard's way from the common start, in shard order
   * @param squaredNormOfMean squared length of their mean
   */
  static MeanRecord weights(
      byte[] values, byte[] velocity, double[] squaredNorms, double squaredNormOfMean) {
    return new MeanRecord(values, velocity, squaredNorms, squaredNormOfMean);
  }

  /** In the form of the record. */
  byte[] values() {
    return values;
  }

  byte[] velocity() {
    return velocity;
  }

  double[] squaredNorms() {
    return squaredNorms;
  }

  double squaredNormOfMean() {
    return squaredNormOfMean;
  }

  /** The norms alone. */
  MeanRecord normsAlone() {
    return new MeanRecord(NOTHING, NOTHING, squaredNorms, squaredNormOfMean);
  }
}
