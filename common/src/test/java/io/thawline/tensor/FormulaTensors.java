package io.thawline.tensor;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Weights without a weight file: a formula of name and index, bits of a hash scaled by the kind of
 * tensor.
 */
public final class FormulaTensors {
  private FormulaTensors() {}

  /** The weights of that name. */
  public static HostTensor values(String name, Shape shape) {
    return name.endsWith("num_batches_tracked")
        ? HostTensor.ofLongs(shape, 7)
        : HostTensor.ofFloats(shape, draw(name, shape, u -> scaled(name, shape, u)));
  }

  /** Evenly spread between -1 and 1. */
  public static HostTensor input(String name, Shape shape) {
    return HostTensor.ofFloats(shape, draw(name, shape, u -> 2 * u - 1));
  }

  private interface Scale {
    double of(double u);
  }

  private static float[] draw(String name, Shape shape, Scale scale) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      double u = (mix((crc.getValue() << 32) + i + 0x9E3779B97F4A7C15L) >>> 40) / 0x1p24;
      values[i] = (float) scale.of(u);
    }
    return values;
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static double scaled(String name, Shape shape, double u) {
    if (name.endsWith("running_var")) {
      return 0.5 + u;
    } else if (shape.rank() == 1) {
      return name.endsWith(".weight") ? 0.75 + 0.5 * u : (2 * u - 1) * 0.1;
    }
    return (2 * u - 1) * Math.sqrt(6.0 / ((double) shape.elements() / shape.dim(0)));
  }
}
