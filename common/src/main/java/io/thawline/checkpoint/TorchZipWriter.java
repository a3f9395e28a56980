package io.thawline.checkpoint;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Writes the zip format of {@code torch.save}, readable by {@code torch.load(weights_only=True)}.
 * The same tensors give the same bytes.
 */
public final class TorchZipWriter {
  private static final String ROOT = "archive/";

  /** Python's own pickler fills dicts in parts of this size. */
  private static final int BATCH = 1000;

  private final PickleOutput pickle = new PickleOutput();
  private final IdentityHashMap<HostTensor, Integer> storages = new IdentityHashMap<>();

  private TorchZipWriter() {}

  /**
   * Writes a state dict, in its own order. A tensor that stands under several names is stored once
   * and stays shared.
   *
   * @param out is left open
   */
  public static void write(StateDict tensors, OutputStream out) throws IOException {
    new TorchZipWriter().writeAll(tensors, out);
  }

  private void writeAll(StateDict tensors, OutputStream out) throws IOException {
    StoredZip zip = new StoredZip(out);
    zip.entry(ROOT + "data.pkl", ByteBuffer.wrap(describe(tensors)));
    zip.entry(ROOT + "byteorder", ascii("little"));
    int next = 0;
    for (HostTensor tensor : tensors.asMap().values()) {
      if (storages.getOrDefault(tensor, -1) == next) {
        zip.entry(ROOT + "data/" + next++, tensor.bytes());
      }
    }
    zip.entry(ROOT + "version", ascii("3\n"));
    zip.finish();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] describe(StateDict tensors) {
    emptyOrderedDict();
    int described = 0;
    for (Map.Entry<String, HostTensor> entry : tensors.asMap().entrySet()) {
      if (described % BATCH == 0) {
        pickle.opcode(Opcode.MARK);
      }
      pickle.text(entry.getKey());
      describe(entry.getValue());
      described++;
      if (described % BATCH == 0 || described == tensors.size()) {
        pickle.opcode(Opcode.SETITEMS);
      }
    }
    return pickle.toBytes();
  }

  private void emptyOrderedDict() {
    pickle.global("collections", "OrderedDict").opcode(Opcode.EMPTY_TUPLE).opcode(Opcode.REDUCE);
  }

  /** The call _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks). */
  private void describe(HostTensor tensor) {
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
