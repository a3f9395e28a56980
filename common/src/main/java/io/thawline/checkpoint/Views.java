package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Storage;
import io.thawline.checkpoint.PickleValue.View;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns views of storages into tensors of their own, after checking that each lies inside its
 * storage. Equal views give the same tensor, so tied weights stay tied.
 */
final class Views {
  /** Where the bytes of storages come from. */
  interface Storages {
    /**
     * The bytes of a storage, little-endian.
     *
     * @throws Refusal when it is missing or not as long as its elements
     */
    StorageBytes open(Storage storage);
  }

  private final Storages source;
  private final MemoryBudget budget;
  private final Map<String, StorageBytes> storages = new HashMap<>();
  private final Map<View, HostTensor> tensors = new HashMap<>();

  Views(Storages source, MemoryBudget budget) {
    this.source = source;
    this.budget = budget;
  }

  /**
   * The tensors of these views, in the map's order.
   *
   * @throws Refusal naming the first tensor that cannot be built
   */
  StateDict resolve(Map<String, View> views) {
    Map<String, HostTensor> resolved = new LinkedHashMap<>();
    views.forEach((name, view) -> resolved.put(name, tensor(name, view)));
    return StateDict.of(resolved);
  }

  private HostTensor tensor(String name, View view) {
    HostTensor known = tensors.get(view);
    if (known != null) {
      return known;
    }
    Shape shape = requireShape(name, view);
    long span = requireInside(name, view, shape);
    requireSize(name, shape.elements(), view);
    requireSize(name, span, view);
    StorageBytes storage =
        storages.computeIfAbsent(view.storage().key(), key -> source.open(view.storage()));
    int bytes = view.storage().dtype().bytes();
    ByteBuffer part = storage.slice(span == 0 ? 0 : view.offset() * bytes, (int) span * bytes);
    ByteBuffer contents = isContiguous(view) ? part : gather(name, part, view, shape);
    HostTensor tensor = HostTensor.of(view.storage().dtype(), shape, contents);
    tensors.put(view, tensor);
    return tensor;
  }

  private static Shape requireShape(String name, View view) {
    if (view.shape().size() != view.strides().size()) {
      throw Refusal.damaged(
          "%s has %d dimensions and %d strides"
              .formatted(name, view.shape().size(), view.strides().size()));
    }
    try {
      return Shape.of(view.shape().stream().mapToLong(Long::longValue).toArray());
    } catch (IllegalArgumentException e) {
      throw Refusal.damaged("%s has an impossible shape: %s".formatted(name, e.getMessage()));
    }
  }

  /** How many elements of the storage lie from the view's first to its last. */
  private static long requireInside(String name, View view, Shape shape) {
    try {
      long span = shape.elements() == 0 ? 0 : 1;
      for (int axis = 0; axis < shape.rank(); axis++) {
        if (view.strides().get(axis) < 0) {
          throw Refusal.damaged("%s has a negative stride".formatted(name));
        }
        if (shape.elements() > 0) {
          span =
              Math.addExact(
                  span, Math.multiplyExact(shape.dim(axis) - 1, view.strides().get(axis)));
        }
      }
      if (view.offset() < 0 || Math.addExact(view.offset(), span) > view.storage().elements()) {
        throw outside(name, view);
      }
      return span;
    } catch (ArithmeticException e) {
      throw outside(name, view);
    }
  }

  private static Refusal outside(String name, View view) {
    return Refusal.damaged(
        "%s reaches outside the %d elements of its storage %s"
            .formatted(name, view.storage().elements(), view.storage().key()));
  }

  private static void requireSize(String name, long elements, View view) {
    if (elements > StorageBytes.MAX_BUFFER / view.storage().dtype().bytes()) {
      throw new Refusal(
          "%s takes %d elements of %s, and tensors above 2 GiB are not read"
              .formatted(name, elements, view.storage().dtype().torchName()),
          "Save it in half precision or in parts.");
    }
  }

  private static boolean isContiguous(View view) {
    long expected = 1;
    for (int axis = view.shape().size() - 1; axis >= 0; axis--) {
      long dim = view.shape().get(axis);
      if (dim == 0) {
        return true;
      }
      if (dim != 1 && view.strides().get(axis) != expected) {
        return false;
      }
      expected *= dim;
    }
    return true;
  }

  private ByteBuffer gather(String name, ByteBuffer part, View view, Shape shape) {
    int bytes = view.storage().dtype().bytes();
    budget.charge(shape.elements() * bytes, name);
    ByteBuffer packed =
        ByteBuffer.allocate((int) shape.elements() * bytes).order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[shape.rank()];
    long at = 0;
    while (packed.hasRemaining()) {
      packed.put(packed.position(), part, (int) at * bytes, bytes);
      packed.position(packed.position() + bytes);
      at += step(index, view);
    }
    return packed.flip();
  }

  /** Moves the index on by one in row-major order; how far that is in the storage. */
  private static long step(long[] index, View view) {
    long moved = 0;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      moved += view.strides().get(axis);
      if (++index[axis] < view.shape().get(axis)) {
        return moved;
      }
      moved -= index[axis] * view.strides().get(axis);
      index[axis] = 0;
    }
    return moved;
  }
}
