package io.thawline.checkpoint;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.util.IdentityHashMap;

/**
 * Tensors of one archive as PyTorch pickles them: a call in the pickle, the numbers in an entry of
 * their own. A tensor that is named twice is stored once and stays shared.
 */
final class PickledTensors {
  private final PickleOutput pickle;
  private final IdentityHashMap<HostTensor, Integer> storages = new IdentityHashMap<>();

  PickledTensors(PickleOutput pickle) {
    this.pickle = pickle;
  }

  void emptyOrderedDict() {
    pickle.global("collections", "OrderedDict").opcode(Opcode.EMPTY_TUPLE).opcode(Opcode.REDUCE);
  }

  /** The call _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks). */
  void describe(HostTensor tensor) {
    int key = storages.computeIfAbsent(tensor, t -> storages.size());
    pickle.global("torch._utils", "_rebuild_tensor_v2").opcode(Opcode.MARK).opcode(Opcode.MARK);
    pickle.text("storage").global("torch", Globals.storageName(tensor.dtype()));
    pickle.text(Integer.toString(key)).text("cpu").integer(tensor.shape().elements());
    pickle.opcode(Opcode.TUPLE).opcode(Opcode.BINPERSID);
    pickle.integer(0).integers(tensor.shape().dims()).integers(strides(tensor.shape()));
    pickle.opcode(Opcode.NEWFALSE);
    emptyOrderedDict();
    pickle.opcode(Opcode.TUPLE).opcode(Opcode.REDUCE);
  }

  /** Writes the numbers of what was described, in the order of the state dict. */
  void store(StateDict tensors, StoredZip zip, String root) throws IOException {
    int next = 0;
    for (HostTensor tensor : tensors.asMap().values()) {
      if (storages.getOrDefault(tensor, -1) == next) {
        zip.entry(root + "data/" + next++, tensor.bytes());
      }
    }
  }

  private static long[] strides(Shape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, shape.dim(axis));
    }
    return strides;
  }
}
