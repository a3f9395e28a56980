package io.thawline.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Moves bytes between the host and arrays without replacing an array's storage, as DJL's own {@code
 * set} does: views of it would then read freed memory. On the CPU the array's memory itself is read
 * and written; elsewhere an array on the CPU lies between.
 */
final class HostMemory {
  private HostMemory() {}

  /** An array of these bytes, on the manager's device. */
  static NDArray create(NDManager manager, Shape shape, DataType type, Consumer<ByteBuffer> fill) {
    NDArray array = manager.create(shape, type, Device.cpu());
    fill.accept(of(array));
    return onDevice(array, manager.getDevice());
  }

  private static NDArray onDevice(NDArray array, Device device) {
    if (array.getDevice().equals(device)) {
      return array;
    }
    try (array) {
      return array.toDevice(device, true);
    }
  }

  /** Overwrites a contiguous part of a vector with as many bytes. */
  static void write(NDArray vector, int start, ByteBuffer values) {
    if (!vector.getDevice().isGpu()) {
      of(vector).position(start).put(values);
      return;
    }
    long size = vector.getDataType().getNumOfBytes();
    long first = start / size;
    long count = values.remaining() / size;
    NDManager manager = vector.getManager();
    try (NDArray part = JniUtils.slice((PtNDArray) vector, 0, first, first + count, 1);
        NDArray sent =
            create(manager, new Shape(count), vector.getDataType(), all -> all.put(values))) {
      EngineLoader.loaded().ops().call(Op.OVERWRITE, part, sent);
    }
  }

  /**
   * The memory of a contiguous array itself, valid only as long as the array is; of an array on a
   * GPU a copy, valid as long as the array's manager is.
   */
  static ByteBuffer of(NDArray array) {
    NDArray here = array.getDevice().isGpu() ? array.toDevice(Device.cpu(), true) : array;
    return here.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }
}
