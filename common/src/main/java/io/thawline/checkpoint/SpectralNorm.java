package io.thawline.checkpoint;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Spectral norm (Miyato et al. 2018) as PyTorch applies it in eval mode: the weight divided by
 * {@code u . (W v)}, W the weight as a matrix whose rows run along the output channels. Those are
 * the first axis, but the second of a transposed convolution, which a file does not tell: where the
 * lengths of u and v fit both, the axis is the one along which W maps them to each other, as
 * training leaves it.
 */
final class SpectralNorm {
  /** Training keeps both cosines near 1; along a wrong axis they are those of strangers. */
  private static final double LEAST_PARALLEL = 0.9;

  private final String name;
  private final Shape shape;
  private final float[] original;
  private final float[] u;
  private final float[] v;

  /**
   * The weight along an axis.
   *
   * @param sigma how strongly it maps v to u
   * @param parallel the cosine of u and W v times that of v and W' u
   */
  private record Along(double sigma, double parallel) {}

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
    List<Along> parallel = fitting.stream().filter(a -> a.parallel >= LEAST_PARALLEL).toList();
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
    double[] forth = new double[u.length];
    double[] back = new double[v.length];
    for (int row = 0; row < u.length; row++) {
      for (int column = 0; column < v.length; column++) {
        double element = original[matrix.index(row, column)];
        forth[row] += element * v[column];
        back[column] += element * u[row];
      }
    }
    double sigma = 0;
    for (int row = 0; row < u.length; row++) {
      sigma += u[row] * forth[row];
    }
    return new Along(sigma, sigma * sigma / (length(forth) * length(back)));
  }

  private static double length(double[] vector) {
    double square = 0;
    for (double value : vector) {
      square += value * value;
    }
    return Math.sqrt(square);
  }
}
