package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * One operation on tiny fixed inputs, by the engine and in plain Java.
 *
 * @param shapes of the inputs, each of which must have the right gradient
 */
record CanaryCase(String name, List<long[]> shapes, ByEngine engine, InJava plain) {
  /** Computes with the engine; every array made on the way belongs to the scope. */
  interface ByEngine {
    NDArray compute(StepScope scope, List<NDArray> inputs);
  }

  /** Computes the same values in row-major order. */
  interface InJava {
    double[] compute(double[][] inputs);
  }

  /** The inputs: spread over -1..1, none near the kink of a rectifier. */
  double[][] inputs() {
    double[][] inputs = new double[shapes.size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = values(i, elements(shapes.get(i)));
    }
    return inputs;
  }

  private static int elements(long[] shape) {
    long product = 1;
    for (long extent : shape) {
      product *= extent;
    }
    return Math.toIntExact(product);
  }

  /** Fixed values of one sign pattern an index, at least 0.1 from zero. */
  static double[] values(int index, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double wave = Math.sin(1.7 * i + 2.3 * index + 0.4);
      values[i] = Math.copySign(0.1 + 0.8 * wave * wave, wave);
    }
    return values;
  }
}
