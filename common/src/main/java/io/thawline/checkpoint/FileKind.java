package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** The formats that are read, and what else people hand over in place of a checkpoint. */
enum FileKind {
  ZIP,
  LEGACY,
  SAFETENSORS;

  private static final int HEAD = 512;
  private static final String SAVE_AGAIN =
      "Save it in Python with torch.save(model.state_dict(), path).";

  /**
   * The format of a file by its first bytes.
   *
   * @throws Refusal for anything that is no checkpoint, saying what it is where that is known
   */
  static FileKind of(Source source) {
    if (source.size() == 0) {
      throw new Refusal("the file is empty", "Fetch it again.");
    }
    byte[] head = new byte[(int) Math.min(HEAD, source.size())];
    source.readFully(0, ByteBuffer.wrap(head));
    if (startsWith(head, "PK\3\4") || startsWith(head, "PK\5\6")) {
      return ZIP;
    }
    if (TorchLegacyReader.hasMagic(head)) {
      return LEGACY;
    }
    if (head.length > Long.BYTES && head[Long.BYTES] == '{') {
      return SAFETENSORS;
    }
    throw (head[0] & 0xff) == Opcode.PROTO ? BarePickle.refusal(source, SAVE_AGAIN) : refusal(head);
  }

  private static Refusal refusal(byte[] head) {
    if (startsWith(head, "version https://git-lfs")) {
      return new Refusal(
          "it is a Git LFS pointer, not the file it points to", "Run: git lfs pull.");
    }
    if (isMarkup(head)) {
      return new Refusal(
          "it is a web page, not a checkpoint",
          "The download gave an error or a login page: fetch it again from the file's own address.");
    }
    if (startsWith(head, "\u0089HDF")) {
      return new Refusal("it is an HDF5 file, as Keras writes", SAVE_AGAIN);
    }
    if (startsWith(head, "\u0093NUMPY")) {
      return new Refusal("it is an array of NumPy", SAVE_AGAIN);
    }
    if (startsWith(head, "GGUF")) {
      return new Refusal("it is a GGUF file of quantized weights", SAVE_AGAIN);
    }
    if (startsWith(head, "\u001f\u008b")) {
      return new Refusal("it is compressed with gzip", "Unpack it first: gunzip FILE.");
    }
    return new Refusal(
        "it is no file of torch.save and no safetensors file (first bytes: %s)"
            .formatted(firstBytes(head)),
        SAVE_AGAIN);
  }

  private static boolean isMarkup(byte[] head) {
    String text = latin1(head).stripLeading().toLowerCase(Locale.ROOT);
    return text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml");
  }

  private static boolean startsWith(byte[] head, String latin1Prefix) {
    return latin1(head).startsWith(latin1Prefix);
  }

  private static String latin1(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1);
  }

  private static String firstBytes(byte[] head) {
    return HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(head, Math.min(8, head.length)));
  }
}
