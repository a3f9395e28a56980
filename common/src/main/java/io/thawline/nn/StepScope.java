package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The native memory of one step, and whether autograd records in it. Everything computed from an
 * array that was made here is freed when the scope closes. Opened and closed on one thread.
 */
public final class StepScope implements AutoCloseable {
  private final NDManager manager;
  private final boolean outerGradients;

  StepScope(NDManager manager, boolean gradients) {
    this.manager = manager;
    this.outerGradients = JniUtils.isGradMode();
    JniUtils.setGradMode(gradients);
  }

  /** A float32 array of these values in row-major order. */
  public NDArray floats(float[] values, long... shape) {
    NDArray array = manager.create(new Shape(shape), DataType.FLOAT32);
    HostMemory.of(array).asFloatBuffer().put(values);
    return array;
  }

  /** An int64 array of these values in row-major order. */
  public NDArray longs(long[] values, long... shape) {
    NDArray array = manager.create(new Shape(shape), DataType.INT64);
    HostMemory.of(array).asLongBuffer().put(values);
    return array;
  }

  /** A float64 vector of these values. */
  NDArray doubles(double... values) {
    NDArray array = manager.create(new Shape(values.length), DataType.FLOAT64);
    HostMemory.of(array).asDoubleBuffer().put(values);
    return array;
  }

  @Override
  public void close() {
    JniUtils.setGradMode(outerGradients);
    manager.close();
  }
}
