package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One float32 array that holds many tensors. Each starts on a cache line: the matrix library may
 * round differently at another alignment, and then a tensor's results would depend on where its
 * neighbours end.
 */
final class FlatBuffer {
  private static final int ALIGNMENT = 64;

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final NDArray buffer;

  private record Slot(Shape shape, int start, int bytes, NDArray view) {}

  /** Zeros for these tensors, in this order; made with gradients off, so that views are leaves. */
  FlatBuffer(NDManager manager, List<TensorSpec> tensors) {
    long floats = tensors.stream().mapToLong(s -> aligned(bytes(s)) / Float.BYTES).sum();
    if (floats * Float.BYTES > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a network may hold at most 2 GiB of float32 parameters");
    }
    buffer = manager.zeros(new ai.djl.ndarray.types.Shape(floats), DataType.FLOAT32);
    long start = 0;
    for (TensorSpec spec : tensors) {
      NDArray view = view(start / Float.BYTES, spec.shape());
      slots.put(
          spec.name(),
          new Slot(spec.shape(), Math.toIntExact(start), Math.toIntExact(bytes(spec)), view));
      start += aligned(bytes(spec));
    }
  }

  private static long bytes(TensorSpec spec) {
    return spec.shape().elements() * Float.BYTES;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private NDArray view(long start, Shape shape) {
    PtNDArray slice = JniUtils.slice((PtNDArray) buffer, 0, start, start + shape.elements(), 1);
    return JniUtils.reshape(slice, shape.dims());
  }

  /** All of it, with the gaps between the tensors, which stay 0. */
  NDArray array() {
    return buffer;
  }

  NDArray view(String name) {
    return slot(name).view();
  }

  void write(String name, HostTensor values) {
    HostMemory.write(buffer, slot(name).start(), values.toFloat32().bytes());
  }

  /** The first of the tensors, copied at once. */
  StateDict read(int count) {
    List<String> names = slots.keySet().stream().limit(count).toList();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    if (names.isEmpty()) {
      return StateDict.of(tensors);
    }
    ByteBuffer copy = HostMemory.copy(buffer, end(names.get(names.size() - 1)));
    for (String name : names) {
      Slot slot = slot(name);
      ByteBuffer values = copy.slice(slot.start(), slot.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      tensors.put(name, HostTensor.of(DType.FLOAT32, slot.shape(), values));
    }
    return StateDict.of(tensors);
  }

  private int end(String name) {
    return slot(name).start() + slot(name).bytes();
  }

  private Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no tensor named " + name);
    }
    return slot;
  }
}
