package io.thawline.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** How a tensor starts when no checkpoint supplies it. */
public sealed interface Init {
  /** The elements of a tensor of that shape, in row-major order. */
  double[] values(Shape shape, Random random);

  /** Normal distribution. */
  record Normal(double mean, double std) implements Init {
    @Override
    public double[] values(Shape shape, Random random) {
      double[] values = new double[Math.toIntExact(shape.elements())];
      Arrays.setAll(values, i -> mean + std * random.nextGaussian());
      return values;
    }
  }

  /** Evenly spread between {@code -bound} and {@code bound}. */
  record Uniform(double bound) implements Init {
    @Override
    public double[] values(Shape shape, Random random) {
      double[] values = new double[Math.toIntExact(shape.elements())];
      Arrays.setAll(values, i -> bound * (2 * random.nextDouble() - 1));
      return values;
    }
  }

  /** Every element the same. */
  record Constant(double value) implements Init {
    @Override
    public double[] values(Shape shape, Random random) {
      double[] values = new double[Math.toIntExact(shape.elements())];
      Arrays.fill(values, value);
      return values;
    }
  }

  /**
   * Normal with the variance {@code 2 / inputs}, which keeps the variance of activations behind a
   * rectifier (He et al. 2015). For a weight of [outputs, inputs, ...].
   */
  record Kaiming() implements Init {
    @Override
    public double[] values(Shape shape, Random random) {
      return new Normal(0, Math.sqrt(2.0 / fan(shape, 1))).values(shape, random);
    }
  }

  /**
   * Normal with the variance {@code 2 / (inputs + outputs)}, a compromise between forward and
   * backward pass (Glorot and Bengio 2010). For a weight of [outputs, inputs, ...].
   */
  record Xavier() implements Init {
    @Override
    public double[] values(Shape shape, Random random) {
      double fans = (double) fan(shape, 0) + fan(shape, 1);
      return new Normal(0, Math.sqrt(2 / fans)).values(shape, random);
    }
  }

  /**
   * Output i is input i, as far as there are both: ones on the diagonal of a matrix, and in the
   * middle of a convolution's kernels. For a weight of [outputs, inputs, ...].
   */
  record Identity() implements Init {
    @Override
    public double[] values(Shape shape, Random random) {
      requireMatrix(shape);
      double[] values = new double[Math.toIntExact(shape.elements())];
      int kernel = Math.toIntExact(shape.elements() / (shape.dim(0) * shape.dim(1)));
      int middle = middle(shape);
      long diagonal = Math.min(shape.dim(0), shape.dim(1));
      for (int i = 0; i < diagonal; i++) {
        values[Math.toIntExact((i * shape.dim(1) + i) * kernel + middle)] = 1;
      }
      return values;
    }

    private static int middle(Shape shape) {
      return IntStream.range(2, shape.rank())
          .reduce(
              0, (at, axis) -> Math.toIntExact(at * shape.dim(axis) + (shape.dim(axis) - 1) / 2));
    }
  }

  /** How many numbers an output (axis 1) or an input (axis 0) is connected to. */
  private static long fan(Shape shape, int axis) {
    requireMatrix(shape);
    return shape.elements() / shape.dim(1 - axis);
  }

  private static void requireMatrix(Shape shape) {
    if (shape.rank() < 2 || shape.elements() == 0) {
      throw new IllegalArgumentException("a weight of [outputs, inputs, ...] is needed: " + shape);
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
    double[] values = spec.init().values(spec.shape(), random);
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
