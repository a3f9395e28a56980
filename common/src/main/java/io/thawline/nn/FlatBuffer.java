package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final List<TensorSpec> tensors;
  private final NDArray buffer;

  private record Slot(Shape shape, int start, int bytes, NDArray view) {}

  /** Zeros for these tensors, in this order; made with gradients off, so that views are leaves. */
  FlatBuffer(NDManager manager, List<TensorSpec> tensors) {
    this.tensors = List.copyOf(tensors);
    if (!fits(tensors)) {
      throw new IllegalArgumentException(
          "%s and %d more tensors are above 2 GiB"
              .formatted(tensors.get(0).name(), tensors.size() - 1));
    }
    long floats = bytes(tensors) / Float.BYTES;
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

  /** Whether one buffer can hold them all. */
  static boolean fits(List<TensorSpec> tensors) {
    return bytes(tensors) <= MAX_BYTES;
  }

  /** Bytes of a buffer for them. */
  static long bytes(List<TensorSpec> tensors) {
    return tensors.stream().mapToLong(spec -> aligned(bytes(spec))).sum();
  }

  /** Tensors in runs that fit into a buffer each. */
  static List<List<TensorSpec>> cut(List<TensorSpec> tensors) {
    List<List<TensorSpec>> runs = new ArrayList<>();
    long used = MAX_BYTES;
    for (TensorSpec spec : tensors) {
      if (used + aligned(bytes(spec)) > MAX_BYTES) {
        runs.add(new ArrayList<>());
        used = 0;
      }
      runs.get(runs.size() - 1).add(spec);
      used += aligned(bytes(spec));
    }
    return runs;
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

  boolean has(String name) {
    return slots.containsKey(name);
  }

  /** What it was made for. */
  List<TensorSpec> tensors() {
    return tensors;
  }

  void write(String name, HostTensor values) {
    HostMemory.write(buffer, slot(name).start(), values.toFloat32().bytes());
  }

  /** The tensors by name, as views of this buffer's memory. */
  Map<String, HostTensor> read() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    ByteBuffer memory = HostMemory.of(buffer);
    slots.forEach(
        (name, slot) -> {
          ByteBuffer values = memory.slice(slot.start(), slot.bytes());
          tensors.put(name, HostTensor.of(DType.FLOAT32, slot.shape(), values));
        });
    return tensors;
  }

  private Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("no tensor named " + name);
    }
    return slot;
  }
}
