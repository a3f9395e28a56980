package io.thawline.checkpoint;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
  private final PickledTensors pickled = new PickledTensors(pickle);

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
    pickled.store(tensors, zip, ROOT);
    zip.entry(ROOT + "version", ascii("3\n"));
    zip.finish();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] describe(StateDict tensors) {
    pickled.emptyOrderedDict();
    int described = 0;
    for (Map.Entry<String, HostTensor> entry : tensors.asMap().entrySet()) {
      if (described % BATCH == 0) {
        pickle.opcode(Opcode.MARK);
      }
      pickle.text(entry.getKey());
      pickled.describe(entry.getValue());
      described++;
      if (described % BATCH == 0 || described == tensors.size()) {
        pickle.opcode(Opcode.SETITEMS);
      }
    }
    return pickle.toBytes();
  }
}
