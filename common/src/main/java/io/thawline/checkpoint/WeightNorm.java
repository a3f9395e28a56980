package io.thawline.checkpoint;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;

/**
 * Weight norm (Salimans and Kingma 2016) as PyTorch applies it: each slice of the direction along
 * one axis is scaled to the length that the magnitude gives; a magnitude of one element is the
 * length of the whole.
 */
final class WeightNorm {
  private WeightNorm() {}

  static HostTensor weight(String name, HostTensor magnitude, HostTensor direction) {
    Shape shape = direction.shape();
    AxisView matrix = matrix(name, magnitude.shape(), shape);
    float[] lengths = magnitude.toFloats();
    float[] weight = direction.toFloats();
    for (int row = 0; row < matrix.rows(); row++) {
      double square = 0;
      for (int column = 0; column < matrix.columns(); column++) {
        double value = weight[matrix.index(row, column)];
        square += value * value;
      }
      float scale = lengths[row] / (float) Math.sqrt(square);
      for (int column = 0; column < matrix.columns(); column++) {
        weight[matrix.index(row, column)] *= scale;
      }
    }
    return HostTensor.ofFloats(shape, weight);
  }

  private static AxisView matrix(String name, Shape magnitude, Shape direction) {
    if (magnitude.elements() == 1) {
      return new AxisView(1, 1, Math.toIntExact(direction.elements()));
    }
    for (int axis = 0; axis < direction.rank(); axis++) {
      if (magnitude.rank() == direction.rank()
          && magnitude.elements() == direction.dim(axis)
          && magnitude.dim(axis) == direction.dim(axis)) {
        return AxisView.of(direction, axis);
      }
    }
    throw WeightParts.unfit(
        name,
        "is kept under weight norm with a magnitude of %s for a direction of %s"
            .formatted(magnitude, direction));
  }
}
