package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Moves bytes between the host and arrays on the CPU without replacing an array's storage, as DJL's
 * own {@code set} does: views of it would then read freed memory.
 */
final class HostMemory {
  private HostMemory() {}

  /** The memory of a contiguous array itself; valid only as long as the array is. */
  static ByteBuffer of(NDArray array) {
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }
}
