package io.thawline.nn;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The canary's reference: forward passes in plain Java, by the definition of each operation. */
final class PlainOps {
  private PlainOps() {}

  /** Extents of a convolution over square images: images, channels, sides, kernel. */
  record Geometry(int n, int in, int out, int side, int k, int stride, int padding) {
    int convSide() {
      return (side + 2 * padding - k) / stride + 1;
    }

    int transposedSide() {
      return (side - 1) * stride - 2 * padding + k;
    }
  }

  static double[] map(double[] x, DoubleUnaryOperator f) {
    return java.util.Arrays.stream(x).map(f).toArray();
  }

  /** x [n, in, side, side], w [out, in, k, k], b [out]. */
  static double[] conv2d(Geometry g, double[] x, double[] w, double[] b) {
    int side = g.convSide();
    double[] y = filled(g.n(), side, b);
    eachTap(
        g,
        side,
        g.side(),
        (image, in, out, tap, large, small) ->
            y[at(image, out, small, g.out(), side)] +=
                w[(out * g.in() + in) * g.k() * g.k() + tap]
                    * x[at(image, in, large, g.in(), g.side())]);
    return y;
  }

  /** x [n, in, side, side], w [in, out, k, k], b [out]. */
  static double[] convTranspose2d(Geometry g, double[] x, double[] w, double[] b) {
    int side = g.transposedSide();
    double[] y = filled(g.n(), side, b);
    eachTap(
        g,
        g.side(),
        side,
        (image, in, out, tap, large, small) ->
            y[at(image, out, large, g.out(), side)] +=
                w[(in * g.out() + out) * g.k() * g.k() + tap]
                    * x[at(image, in, small, g.in(), g.side())]);
    return y;
  }

  /** A kernel tap that joins a pixel of the larger image with one of the smaller. */
  private interface Tap {
    void visit(int image, int in, int out, int tap, int large, int small);
  }

  private static void eachTap(Geometry g, int smallSide, int largeSide, Tap visitor) {
    int taps = g.k() * g.k();
    for (int small = 0; small < smallSide * smallSide; small++) {
      for (int tap = 0; tap < taps; tap++) {
        int row = small / smallSide * g.stride() - g.padding() + tap / g.k();
        int column = small % smallSide * g.stride() - g.padding() + tap % g.k();
        if (row >= 0 && row < largeSide && column >= 0 && column < largeSide) {
          eachChannel(g, tap, row * largeSide + column, small, visitor);
        }
      }
    }
  }

  private static void eachChannel(Geometry g, int tap, int large, int small, Tap visitor) {
    for (int i = 0; i < g.n() * g.in() * g.out(); i++) {
      visitor.visit(i / (g.in() * g.out()), i / g.out() % g.in(), i % g.out(), tap, large, small);
    }
  }

  private static int at(int image, int channel, int pixel, int channels, int side) {
    return (image * channels + channel) * side * side + pixel;
  }

  private static double[] filled(int images, int side, double[] bias) {
    double[] y = new double[images * bias.length * side * side];
    for (int i = 0; i < y.length; i++) {
      y[i] = bias[i / (side * side) % bias.length];
    }
    return y;
  }

  /** x [n, c, pixels], normalised by these statistics of each channel. */
  static double[] batchNorm(
      double[] x, double[] w, double[] b, double[] mean, double[] variance, int pixels) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / pixels % w.length;
      y[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5) * w[c] + b[c];
    }
    return y;
  }

  /** The mean of each channel of x [n, c, pixels]. */
  static double[] mean(double[] x, int channels, int pixels) {
    double[] mean = new double[channels];
    for (int i = 0; i < x.length; i++) {
      mean[i / pixels % channels] += x[i] * channels / x.length;
    }
    return mean;
  }

  /** The biased variance of each channel. */
  static double[] variance(double[] x, int channels, int pixels) {
    double[] mean = mean(x, channels, pixels);
    double[] squares = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = Math.pow(x[i] - mean[i / pixels % channels], 2);
    }
    return mean(squares, channels, pixels);
  }

  /** Softmax over rows of a width. */
  static double[] softmax(double[] x, int width) {
    double[] y = map(x, Math::exp);
    for (int row = 0; row < y.length; row += width) {
      double sum = 0;
      for (int i = row; i < row + width; i++) {
        sum += y[i];
      }
      for (int i = row; i < row + width; i++) {
        y[i] /= sum;
      }
    }
    return y;
  }

  /** x [n, a, b] times y [n, b, c]. */
  static double[] batchMatMul(double[] x, double[] y, int n, int a, int b, int c) {
    double[] product = new double[n * a * c];
    for (int i = 0; i < product.length * b; i++) {
      int cell = i / b;
      int k = i % b;
      int image = cell / (a * c);
      product[cell] += x[(cell / c) * b + k] * y[(image * b + k) * c + cell % c];
    }
    return product;
  }

  /** One update; the optimizer's slots are moved, the parameter is returned. */
  static double[] update(
      OptimizerOptions options, int step, double[] p, double[] g, List<double[]> slots) {
    return options.kind() == OptimizerOptions.Kind.SGD
        ? sgd(options, p, g, slots)
        : adam(options, step, p, g, slots.get(0), slots.get(1));
  }

  private static double[] sgd(
      OptimizerOptions options, double[] p, double[] g, List<double[]> slots) {
    double[] moved = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      double gradient = g[i] + options.weightDecay() * p[i];
      for (double[] buffer : slots) {
        buffer[i] = options.momentum() * buffer[i] + gradient;
        gradient = buffer[i];
      }
      moved[i] = p[i] - options.lr() * gradient;
    }
    return moved;
  }

  private static double[] adam(
      OptimizerOptions options, int step, double[] p, double[] g, double[] m, double[] v) {
    double beta1 = options.betas().get(0);
    double beta2 = options.betas().get(1);
    boolean decoupled = options.kind() == OptimizerOptions.Kind.ADAMW;
    double[] moved = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      double gradient = decoupled ? g[i] : g[i] + options.weightDecay() * p[i];
      double start = decoupled ? p[i] * (1 - options.lr() * options.weightDecay()) : p[i];
      m[i] = beta1 * m[i] + (1 - beta1) * gradient;
      v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient;
      double mean = m[i] / (1 - Math.pow(beta1, step));
      double square = v[i] / (1 - Math.pow(beta2, step));
      moved[i] = start - options.lr() * mean / (Math.sqrt(square) + options.eps());
    }
    return moved;
  }
}
