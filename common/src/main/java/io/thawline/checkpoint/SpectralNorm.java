package io.thawline.checkpoint;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Spectral norm (Miyato et al. 2018) as PyTorch applies it in eval mode: the weight divided by
 * {@code u . (W v)}, W the weight as a matrix whose rows run along the output channels. Those are
 * the first axis, but the second of a transposed convolution, which a file does not tell: where the
 * lengths of u and v fit both, the axis is the one along which W v points in u's direction, as
 * training leaves it.
 */
final class SpectralNorm {
  /** Training keeps the cosine of u and W v near 1; along a wrong axis it is that of strangers. */
  private static final double LEAST_COSINE = 0.9;

  private final String name;
  private final Shape shape;
  private final float[] original;
  private final float[] u;
  private final float[] v;

  /** How strongly the weight maps v to u along an axis, and how parallel the two are. */
  private record Along(double sigma, double cosine) {}

  SpectralNorm(String name, HostTensor original, HostTensor u, HostTensor v) {
    this.name = name;
    this.shape = original.shape();
    this.original = original.toFloats();
    this.u = u.toFloats();
    this.v = v.toFloats();
  }

  HostTensor weight() {
    float sigma = (float) along().sigma;
    float[] weight = new float[original.length];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = original[i] / sigma;
    }
    return HostTensor.ofFloats(shape, weight);
  }

  private Along along() {
    List<Along> fitting = new ArrayList<>();
    for (int axis = 0; axis < Math.min(2, shape.rank()); axis++) {
      AxisView matrix = AxisView.of(shape, axis);
      if (matrix.rows() == u.length && matrix.columns() == v.length) {
        fitting.add(along(matrix));
      }
    }
    if (fitting.size() == 1 || (fitting.size() == 2 && fitting.get(0).equals(fitting.get(1)))) {
      return fitting.get(0);
    }
    List<Along> parallel = fitting.stream().filter(a -> a.cosine >= LEAST_COSINE).toList();
    if (parallel.size() == 1) {
      return parallel.get(0);
    }
    throw WeightParts.unfit(
        name,
        fitting.isEmpty()
            ? "is kept under spectral norm with vectors of other lengths than its axes"
            : "is kept under spectral norm along an axis that cannot be told");
  }

  private Along along(AxisView matrix) {
    double sigma = 0;
    double square = 0;
    for (int row = 0; row < matrix.rows(); row++) {
      double product = 0;
      for (int column = 0; column < v.length; column++) {
        product += (double) original[matrix.index(row, column)] * v[column];
      }
      sigma += u[row] * product;
      square += product * product;
    }
    return new Along(sigma, Math.abs(sigma) / Math.sqrt(square));
  }
}
