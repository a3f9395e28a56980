package io.thawline.nn;

import io.thawline.nn.PlainOps.Geometry;
import java.util.Arrays;
import java.util.List;

/** The layer functions of networks that classify images and texts. */
final class ClassifierCases {
  private static final int CLASSES = 3;
  private static final long[] LABELS = {2, 0};
  private static final double SMOOTHING = 0.2;
  private static final float[] TRUTHS = {1, 0, 0, 1};

  private ClassifierCases() {}

  static List<CanaryCase> all() {
    return List.of(
        groupedConvolution(),
        new CanaryCase(
            "relu6",
            List.of(new long[] {7}),
            (scope, in) -> Layers.relu6(in.get(0).mul(10)),
            in -> PlainOps.map(in[0], x -> Math.min(6, Math.max(0, 10 * x)))),
        new CanaryCase(
            "gelu",
            List.of(new long[] {7}),
            (scope, in) -> Layers.gelu(in.get(0)),
            in -> PlainOps.map(in[0], x -> x / 2 * (1 + erf(x / Math.sqrt(2))))),
        new CanaryCase(
            "max_pool2d",
            List.of(new long[] {1, 1, 4, 4}),
            (scope, in) -> Layers.maxPool2d(in.get(0), 2, 2, 0),
            in -> pooled(in[0])),
        new CanaryCase(
            "average_pool2d",
            List.of(new long[] {1, 1, 2, 4}),
            (scope, in) -> Layers.averagePool2d(in.get(0), 2),
            in ->
                new double[] {
                  (in[0][0] + in[0][1] + in[0][4] + in[0][5]) / 4,
                  (in[0][2] + in[0][3] + in[0][6] + in[0][7]) / 4
                }),
        new CanaryCase(
            "average pool",
            List.of(new long[] {2, 1, 2, 2}),
            (scope, in) -> Layers.globalAveragePool(in.get(0)),
            in ->
                new double[] {
                  Arrays.stream(in[0], 0, 4).sum() / 4, Arrays.stream(in[0], 4, 8).sum() / 4
                }),
        new CanaryCase(
            "linear",
            List.of(new long[] {2, 3}, new long[] {2, 3}, new long[] {2}),
            (scope, in) -> Layers.linear(in.get(0), in.get(1), in.get(2)),
            in -> linear(in[0], in[1], in[2])),
        new CanaryCase(
            "layer_norm",
            List.of(new long[] {2, 4}, new long[] {4}, new long[] {4}),
            (scope, in) -> Layers.layerNorm(in.get(0), in.get(1), in.get(2), 1e-5f),
            in -> layerNorm(in[0], in[1], in[2])),
        new CanaryCase(
            "cross_entropy",
            List.of(new long[] {2, CLASSES}),
            (scope, in) ->
                Layers.crossEntropy(
                        in.get(0),
                        scope.longs(LABELS, LABELS.length),
                        scope.floats(new float[] {1, 1, 1}, CLASSES),
                        SMOOTHING)
                    .reshape(1),
            in -> new double[] {crossEntropy(in[0])}),
        new CanaryCase(
            "binary_cross_entropy",
            List.of(new long[] {2, 2}),
            (scope, in) ->
                Layers.binaryCrossEntropy(in.get(0), scope.floats(TRUTHS, 2, 2)).reshape(1),
            in -> new double[] {binaryCrossEntropy(in[0])}));
  }

  private static double binaryCrossEntropy(double[] logits) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += Math.log1p(Math.exp(-logits[i] * (2 * TRUTHS[i] - 1)));
    }
    return sum / logits.length;
  }

  /** Two groups of one channel each are two convolutions side by side. */
  private static CanaryCase groupedConvolution() {
    Geometry one = new Geometry(1, 1, 1, 4, 3, 1, 1);
    double[] noBias = {0};
    return new CanaryCase(
        "conv2d in groups",
        List.of(new long[] {1, 2, 4, 4}, new long[] {2, 1, 3, 3}),
        (scope, in) -> Layers.conv2d(in.get(0), in.get(1), 1, 1, 2),
        in -> {
          double[] y = new double[32];
          for (int group = 0; group < 2; group++) {
            double[] x = Arrays.copyOfRange(in[0], 16 * group, 16 * (group + 1));
            double[] w = Arrays.copyOfRange(in[1], 9 * group, 9 * (group + 1));
            System.arraycopy(PlainOps.conv2d(one, x, w, noBias), 0, y, 16 * group, 16);
          }
          return y;
        });
  }

  /** By its Taylor series, for arguments around 0. */
  private static double erf(double x) {
    double sum = 0;
    double power = x;
    for (int n = 0; n < 30; n++) {
      sum += power / (2 * n + 1);
      power *= -x * x / (n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private static double[] pooled(double[] x) {
    double[] y = new double[4];
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < x.length; i++) {
      int window = i / 8 * 2 + i % 4 / 2;
      y[window] = Math.max(y[window], x[i]);
    }
    return y;
  }

  private static double[] linear(double[] x, double[] w, double[] b) {
    double[] y = new double[4];
    for (int i = 0; i < y.length; i++) {
      y[i] = b[i % 2];
      for (int k = 0; k < 3; k++) {
        y[i] += x[i / 2 * 3 + k] * w[i % 2 * 3 + k];
      }
    }
    return y;
  }

  private static double[] layerNorm(double[] x, double[] w, double[] b) {
    double[] y = new double[x.length];
    for (int row = 0; row < 2; row++) {
      double[] values = Arrays.copyOfRange(x, 4 * row, 4 * row + 4);
      double mean = PlainOps.mean(values, 1, 4)[0];
      double deviation = Math.sqrt(PlainOps.variance(values, 1, 4)[0] + 1e-5);
      for (int i = 0; i < 4; i++) {
        y[4 * row + i] = (values[i] - mean) / deviation * w[i] + b[i];
      }
    }
    return y;
  }

  private static double crossEntropy(double[] logits) {
    double[] likely = PlainOps.softmax(logits, CLASSES);
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      double share = SMOOTHING / CLASSES + (i % CLASSES == LABELS[i / CLASSES] ? 1 - SMOOTHING : 0);
      loss -= share * Math.log(likely[i]) / LABELS.length;
    }
    return loss;
  }
}
