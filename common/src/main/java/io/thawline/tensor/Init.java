package io.thawline.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/** How a tensor starts when no checkpoint supplies it. */
public sealed interface Init {
  /** The next element, in row-major order. */
  double next(Random random);

  /** Normal distribution. */
  record Normal(double mean, double std) implements Init {
    @Override
    public double next(Random random) {
      return mean + std * random.nextGaussian();
    }
  }

  /** Every element the same. */
  record Constant(double value) implements Init {
    @Override
    public double next(Random random) {
      return value;
    }
  }

  /**
   * The initial values of a tensor, float32 or int64: a function of the seed and the tensor's name
   * alone, so that adding a layer never changes how another one starts.
   */
  static HostTensor draw(TensorSpec spec, long seed) {
    CRC32 crc = new CRC32();
    crc.update(spec.name().getBytes(StandardCharsets.UTF_8));
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + crc.getValue());
    double[] values = new double[Math.toIntExact(spec.shape().elements())];
    Arrays.setAll(values, i -> spec.init().next(random));
    if (spec.dtype() == DType.INT64) {
      return HostTensor.ofLongs(
          spec.shape(), Arrays.stream(values).mapToLong(v -> (long) v).toArray());
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return HostTensor.ofFloats(spec.shape(), floats);
  }
}
