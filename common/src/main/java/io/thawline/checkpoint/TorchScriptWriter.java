package io.thawline.checkpoint;

import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Set;

/**
 * Writes a TorchScript module, readable by {@code torch.jit.load} and by DJL: a method {@code
 * forward} in text, and the tensors that it reads. The same module gives the same bytes.
 */
public final class TorchScriptWriter {
  private static final String ROOT = "model/";

  /** A file format version that no operation of a convolutional network was changed after. */
  private static final String FORMAT_VERSION = "10\n";

  private TorchScriptWriter() {}

  /**
   * Writes a module in evaluation mode.
   *
   * @param tensors what it holds; the i-th is its attribute {@code t<i>}, for names of a state dict
   *     are no identifiers
   * @param parameters names of those that could be trained; the others are buffers
   * @param forward the method's text below its first line, {@code def forward(self, ...)}, indented
   *     by four blanks
   * @param arguments of the method, all tensors
   * @param out is left open
   */
  public static void write(
      StateDict tensors,
      Set<String> parameters,
      Iterable<String> arguments,
      String forward,
      OutputStream out)
      throws IOException {
    PickleOutput pickle = new PickleOutput();
    PickledTensors pickled = new PickledTensors(pickle);
    StoredZip zip = new StoredZip(out);
    zip.entry(ROOT + "data.pkl", ByteBuffer.wrap(object(tensors, pickle, pickled)));
    zip.entry(ROOT + "byteorder", ascii("little"));
    zip.entry(
        ROOT + "code/__torch__.py",
        ascii(declarations(tensors, parameters) + signature(arguments) + forward));
    pickled.store(tensors, zip, ROOT);
    zip.entry(ROOT + "constants.pkl", ByteBuffer.wrap(noConstants()));
    zip.entry(ROOT + "version", ascii(FORMAT_VERSION));
    zip.finish();
  }

  /** One object of the module's class, made without a call, with its attributes set. */
  private static byte[] object(StateDict tensors, PickleOutput pickle, PickledTensors pickled) {
    pickle.global("__torch__", "Network").opcode(Opcode.EMPTY_TUPLE).opcode(Opcode.NEWOBJ);
    pickle.opcode(Opcode.EMPTY_DICT).opcode(Opcode.MARK);
    pickle.text("training").opcode(Opcode.NEWFALSE);
    int index = 0;
    for (var tensor : tensors.asMap().values()) {
      pickle.text("t" + index++);
      pickled.describe(tensor);
    }
    return pickle.opcode(Opcode.SETITEMS).opcode(Opcode.BUILD).toBytes();
  }

  private static byte[] noConstants() {
    return new PickleOutput().opcode(Opcode.EMPTY_TUPLE).toBytes();
  }

  private static String declarations(StateDict tensors, Set<String> parameters) {
    StringBuilder trained = new StringBuilder();
    StringBuilder kept = new StringBuilder();
    StringBuilder types = new StringBuilder("  training : bool\n");
    int index = 0;
    for (String name : tensors.names()) {
      (parameters.contains(name) ? trained : kept).append("\"t%d\", ".formatted(index));
      types.append("  t%d : Tensor\n".formatted(index++));
    }
    return "class Network(Module):\n  __parameters__ = [%s]\n  __buffers__ = [%s]\n%s"
        .formatted(trained, kept, types);
  }

  private static String signature(Iterable<String> arguments) {
    StringBuilder text = new StringBuilder("  def forward(self: __torch__.Network");
    for (Iterator<String> names = arguments.iterator(); names.hasNext(); ) {
      text.append(",\n    ").append(names.next()).append(": Tensor");
    }
    return text.append(") -> Tensor:\n").toString();
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
