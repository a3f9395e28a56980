package io.thawline.inspect;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Values;

/**
 * Statistics of a tensor's values, all over the finite ones.
 *
 * @param min NaN where there is no finite value, as are max and mean
 * @param norm the square root of the sum of squares
 * @param nonFinite how many values are NaN or infinite
 */
public record Statistics(double min, double max, double mean, double norm, long nonFinite) {

  /** Reads the whole tensor once. */
  public static Statistics of(HostTensor tensor) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long finite = 0;
    Values values = Values.of(tensor);
    while (values.hasNext()) {
      double value = values.nextDouble();
      if (Double.isFinite(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        squares += value * value;
        finite++;
      }
    }
    long nonFinite = tensor.shape().elements() - finite;
    return finite == 0
        ? new Statistics(Double.NaN, Double.NaN, Double.NaN, 0, nonFinite)
        : new Statistics(min, max, sum / finite, Math.sqrt(squares), nonFinite);
  }
}
