package io.thawline.inspect;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Values;

/**
 * How far the values of two tensors of one shape are apart.
 *
 * @param greatest the greatest absolute difference; infinite where a value is finite in one alone;
 *     NaN in both counts as equal
 * @param relative the greatest difference as a part of the first tensor's greatest finite
 *     magnitude; infinite where that is zero
 * @param differing how many values differ
 */
record Difference(double greatest, double relative, long differing) {

  static Difference between(HostTensor first, HostTensor second) {
    double greatest = 0;
    double magnitude = 0;
    long differing = 0;
    Values values = Values.of(first);
    Values others = Values.of(second);
    while (values.hasNext()) {
      double value = values.nextDouble();
      double apart = apart(value, others.nextDouble());
      greatest = Math.max(greatest, apart);
      differing += apart == 0 ? 0 : 1;
      magnitude = Double.isFinite(value) ? Math.max(magnitude, Math.abs(value)) : magnitude;
    }
    return new Difference(greatest, greatest == 0 ? 0 : greatest / magnitude, differing);
  }

  private static double apart(double value, double other) {
    if (value == other || (Double.isNaN(value) && Double.isNaN(other))) {
      return 0;
    }
    double apart = Math.abs(value - other);
    return Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart;
  }

  boolean isNone() {
    return differing == 0;
  }
}
