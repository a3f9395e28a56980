package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.PlainOps.Geometry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** Every layer function, and every added operation but those {@link Canary} checks by itself. */
final class CanaryCases {
  private static final Geometry CONV = new Geometry(2, 3, 2, 6, 4, 2, 1);
  private static final Geometry TRANSPOSED = new Geometry(2, 3, 2, 3, 4, 2, 1);
  private static final List<long[]> CONV_SHAPES =
      List.of(new long[] {2, 3, 6, 6}, new long[] {2, 3, 4, 4}, new long[] {2});
  private static final List<long[]> TRANSPOSED_SHAPES =
      List.of(new long[] {2, 3, 3, 3}, new long[] {3, 2, 4, 4}, new long[] {2});
  private static final List<long[]> NORM_SHAPES =
      List.of(new long[] {3, 2, 2, 2}, new long[] {2}, new long[] {2});
  private static final double[] NO_BIAS = {0, 0};
  private static final double[] MEAN = {0.2, -0.1};
  private static final double[] VARIANCE = {0.7, 1.6};

  private CanaryCases() {}

  static List<CanaryCase> all() {
    return List.of(
        new CanaryCase(
            "conv2d",
            CONV_SHAPES.subList(0, 2),
            (scope, in) -> Layers.conv2d(in.get(0), in.get(1), 2, 1),
            in -> PlainOps.conv2d(CONV, in[0], in[1], NO_BIAS)),
        new CanaryCase(
            "conv2d with bias",
            CONV_SHAPES,
            (scope, in) -> Layers.conv2d(in.get(0), in.get(1), in.get(2), 2, 1),
            in -> PlainOps.conv2d(CONV, in[0], in[1], in[2])),
        new CanaryCase(
            "conv_transpose2d",
            TRANSPOSED_SHAPES.subList(0, 2),
            (scope, in) -> Layers.convTranspose2d(in.get(0), in.get(1), 2, 1),
            in -> PlainOps.convTranspose2d(TRANSPOSED, in[0], in[1], NO_BIAS)),
        new CanaryCase(
            "conv_transpose2d with bias",
            TRANSPOSED_SHAPES,
            (scope, in) -> Layers.convTranspose2d(in.get(0), in.get(1), in.get(2), 2, 1),
            in -> PlainOps.convTranspose2d(TRANSPOSED, in[0], in[1], in[2])),
        batchNorm(true),
        batchNorm(false),
        runningStatistics(),
        rectifier("relu", 0, (scope, in) -> Layers.relu(in.get(0))),
        rectifier("leaky_relu", 0.2, (scope, in) -> Layers.leakyRelu(in.get(0), 0.2f)),
        new CanaryCase(
            "tanh",
            List.of(new long[] {5}),
            (scope, in) -> Layers.tanh(in.get(0)),
            in -> PlainOps.map(in[0], Math::tanh)),
        new CanaryCase(
            "softmax",
            List.of(new long[] {2, 2, 3}),
            (scope, in) -> Layers.softmax(in.get(0)),
            in -> PlainOps.softmax(in[0], 3)),
        new CanaryCase(
            "bmm",
            List.of(new long[] {2, 3, 2}, new long[] {2, 2, 4}),
            (scope, in) -> Layers.batchMatMul(in.get(0), in.get(1)),
            in -> PlainOps.batchMatMul(in[0], in[1], 2, 3, 2, 4)),
        new CanaryCase(
            "cat",
            List.of(new long[] {1, 2, 2, 1}, new long[] {1, 1, 2, 1}),
            (scope, in) -> Layers.concatChannels(in.get(0), in.get(1)),
            in -> DoubleStream.concat(Arrays.stream(in[0]), Arrays.stream(in[1])).toArray()),
        new CanaryCase(
            "embedding",
            List.of(new long[] {3, 2}),
            (scope, in) -> Layers.embedding(scope.longs(new long[] {2, 0, 2}, 3), in.get(0)),
            in -> new double[] {in[0][4], in[0][5], in[0][0], in[0][1], in[0][4], in[0][5]}));
  }

  private static CanaryCase rectifier(String name, double slope, CanaryCase.ByEngine engine) {
    return new CanaryCase(
        name,
        List.of(new long[] {7}),
        engine,
        in -> PlainOps.map(in[0], x -> x > 0 ? x : slope * x));
  }

  private static CanaryCase batchNorm(boolean batchStatistics) {
    return new CanaryCase(
        batchStatistics ? "batch_norm in training" : "batch_norm in evaluation",
        NORM_SHAPES,
        (scope, in) ->
            Layers.batchNorm(
                in.get(0),
                in.get(1),
                in.get(2),
                vector(scope, MEAN),
                vector(scope, VARIANCE),
                batchStatistics),
        in ->
            PlainOps.batchNorm(
                in[0],
                in[1],
                in[2],
                batchStatistics ? PlainOps.mean(in[0], 2, 4) : MEAN,
                batchStatistics ? PlainOps.variance(in[0], 2, 4) : VARIANCE,
                4));
  }

  /** Momentum 0.1, and the unbiased variance: of 12 values a channel, 12/11 of the biased one. */
  private static CanaryCase runningStatistics() {
    double[] x = CanaryCase.values(0, 24);
    return new CanaryCase(
        "running statistics of batch_norm",
        List.of(),
        (scope, in) -> {
          NDArray mean = vector(scope, MEAN);
          NDArray variance = vector(scope, VARIANCE);
          NDArray one = vector(scope, new double[] {1, 1});
          NDArray images = vector(scope, x).reshape(3, 2, 2, 2);
          Layers.batchNorm(images, one, one, mean, variance, true);
          return mean.concat(variance);
        },
        in -> {
          double[] mean = PlainOps.mean(x, 2, 4);
          double[] variance = PlainOps.variance(x, 2, 4);
          return new double[] {
            0.9 * MEAN[0] + 0.1 * mean[0],
            0.9 * MEAN[1] + 0.1 * mean[1],
            0.9 * VARIANCE[0] + 0.1 * variance[0] * 12 / 11,
            0.9 * VARIANCE[1] + 0.1 * variance[1] * 12 / 11
          };
        });
  }

  static NDArray vector(StepScope scope, double[] values) {
    return scope.floats(floats(values), values.length);
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
