package io.thawline.averaging;

import java.io.Serializable;

/** What the records of one number come to. A class, for Kryo reads no records back. */
public final class Folded implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};
  private static final double[] NO_LENGTHS = {};

  private final byte[] values;
  private final byte[] velocity;
  private final double[] squares;
  private final double meanSquare;

  private Folded(byte[] values, byte[] velocity, double[] squares, double meanSquare) {
    this.values = values;
    this.velocity = velocity;
    this.squares = squares;
    this.meanSquare = meanSquare;
  }

  /** A mean of what takes no outer step. */
  static Folded mean(byte[] values) {
    return new Folded(values, NOTHING, NO_LENGTHS, 0);
  }

  /**
   * Weights after the outer step.
   *
   * @param velocity little-endian float32 likewise, or empty without momentum
   * @param squares squared length of each shard's way from the common start, in shard order
   * @param meanSquare squared length of their mean
   */
  static Folded weights(byte[] values, byte[] velocity, double[] squares, double meanSquare) {
    return new Folded(values, velocity, squares, meanSquare);
  }

  /** In the form of the record. */
  byte[] values() {
    return values;
  }

  byte[] velocity() {
    return velocity;
  }

  double[] squares() {
    return squares;
  }

  double meanSquare() {
    return meanSquare;
  }

  /** The lengths alone. */
  Folded withoutValues() {
    return new Folded(NOTHING, NOTHING, squares, meanSquare);
  }
}
