package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.thawline.tensor.HostTensor;

/** How near the engine's numbers are to PyTorch's. */
public final class Parity {
  private Parity() {}

  /** The largest difference, relative to the largest expected value. */
  public static void assertClose(
      String what, NDArray actual, HostTensor expected, double tolerance) {
    float[] values = expected.toFloats();
    double scale = 0;
    for (float value : values) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertThat(actual.getShape().getShape()).as(what).isEqualTo(expected.shape().dims());
    double difference = difference(actual.toFloatArray(), values) / scale;
    assertThat(difference).as(what).isLessThan(tolerance);
  }

  static double difference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
    }
    return largest;
  }
}
