package io.thawline.task;

import java.util.function.IntToDoubleFunction;

/**
 * The mean structural similarity of two grey images of values from 0 to 1 (Wang, Bovik, Sheikh and
 * Simoncelli 2004, "Image quality assessment: from error visibility to structural similarity"),
 * with the constants of that paper: a Gaussian window of 11 x 11 pixels and standard deviation 1.5,
 * which lies wholly inside the image; K1 0.01, K2 0.03, and a range of 1. The window of an image
 * that is smaller is the largest odd one that it holds. In fp64.
 */
final class StructuralSimilarity {
  private static final int WINDOW = 11;
  private static final double DEVIATION = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private final int side;
  private final double[] kernel;

  /**
   * A measure for square images.
   *
   * @param side of both in pixels
   */
  StructuralSimilarity(int side) {
    this.side = side;
    this.kernel = kernel(Math.min(WINDOW, side - 1 + side % 2));
  }

  private static double[] kernel(int size) {
    double[] kernel = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double x = (i - size / 2) / DEVIATION;
      kernel[i] = Math.exp(-x * x / 2);
      sum += kernel[i];
    }
    for (int i = 0; i < size; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  /** The mean over all places of the window; 1 for equal images. */
  double of(double[] x, double[] y) {
    double[] meanX = smoothed(i -> x[i]);
    double[] meanY = smoothed(i -> y[i]);
    double[] squareX = smoothed(i -> x[i] * x[i]);
    double[] squareY = smoothed(i -> y[i] * y[i]);
    double[] product = smoothed(i -> x[i] * y[i]);
    double sum = 0;
    for (int i = 0; i < meanX.length; i++) {
      double means = meanX[i] * meanY[i];
      double squares = meanX[i] * meanX[i] + meanY[i] * meanY[i];
      double covariance = product[i] - means;
      double variances = squareX[i] + squareY[i] - squares;
      sum += (2 * means + C1) * (2 * covariance + C2) / ((squares + C1) * (variances + C2));
    }
    return sum / meanX.length;
  }

  /** The weighted mean under the window at each of its places, first along rows, then columns. */
  private double[] smoothed(IntToDoubleFunction pixel) {
    int places = side - kernel.length + 1;
    double[] rows = new double[side * places];
    for (int i = 0; i < rows.length; i++) {
      int start = i / places * side + i % places;
      for (int k = 0; k < kernel.length; k++) {
        rows[i] += kernel[k] * pixel.applyAsDouble(start + k);
      }
    }
    double[] all = new double[places * places];
    for (int i = 0; i < all.length; i++) {
      for (int k = 0; k < kernel.length; k++) {
        all[i] += kernel[k] * rows[i + k * places];
      }
    }
    return all;
  }
}
