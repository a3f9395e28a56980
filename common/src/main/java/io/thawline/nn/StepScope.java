package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The native memory of one step, and whether autograd records in it. Everything computed from an
 * array that was made here is freed when the scope closes. Opened and closed on one thread.
 */
public final class StepScope implements AutoCloseable {
  private final NDManager manager;
  private final SplittableRandom random;
  private final boolean outerGradients;

  StepScope(NDManager manager, boolean gradients, long seed) {
    this.manager = manager;
    this.random = new SplittableRandom(seed);
    this.outerGradients = JniUtils.isGradMode();
    JniUtils.setGradMode(gradients);
  }

  /**
   * What is drawn at random outside the engine, such as how images are changed: it follows from the
   * seed that {@link Device#newStep(long)} was given.
   */
  public SplittableRandom random() {
    return random;
  }

  /** A float32 array of these values in row-major order. */
  public NDArray floats(float[] values, long... shape) {
    return HostMemory.create(
        manager, new Shape(shape), DataType.FLOAT32, all -> all.asFloatBuffer().put(values));
  }

  /** An int64 array of these values in row-major order. */
  public NDArray longs(long[] values, long... shape) {
    return HostMemory.create(
        manager, new Shape(shape), DataType.INT64, all -> all.asLongBuffer().put(values));
  }

  /**
   * An array filled by its bytes.
   *
   * @param fill given as many zeros as the array has bytes, in this machine's order
   */
  public NDArray array(DataType type, Consumer<ByteBuffer> fill, long... shape) {
    return HostMemory.create(manager, new Shape(shape), type, fill);
  }

  /** A float64 vector of these values. */
  NDArray doubles(double... values) {
    return HostMemory.create(
        manager,
        new Shape(values.length),
        DataType.FLOAT64,
        all -> all.asDoubleBuffer().put(values));
  }

  @Override
  public void close() {
    JniUtils.setGradMode(outerGradients);
    manager.close();
  }
}
