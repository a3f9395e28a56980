package io.thawline.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, taken in order; running out of them is a {@link Refusal}. */
final class PickleInput {
  private static final int MAX_STRING = 1 << 20;

  private final String name;
  private final ByteBuffer bytes;

  /**
   * Reads from the buffer's position on, which moves along.
   *
   * @param name what to call it in a message
   */
  PickleInput(String name, ByteBuffer bytes) {
    this.name = name;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  String name() {
    return name;
  }

  int position() {
    return bytes.position();
  }

  int unsignedByte() {
    return need(1).get() & 0xff;
  }

  int unsignedShort() {
    return Short.toUnsignedInt(need(2).getShort());
  }

  int int32() {
    return need(4).getInt();
  }

  long unsignedInt() {
    return Integer.toUnsignedLong(need(4).getInt());
  }

  long int64() {
    return need(8).getLong();
  }

  void skip(long length) {
    need(length).position(bytes.position() + (int) length);
  }

  /** A string of that many bytes of UTF-8. */
  String text(long length) {
    if (length > MAX_STRING) {
      throw new Refusal(
          "%s holds a string of %d bytes at byte %d, more than any name needs"
              .formatted(name, length, position()),
          "Save the state dict alone: torch.save(model.state_dict(), path).");
    }
    ByteBuffer encoded = need(length).slice(bytes.position(), (int) length);
    skip(length);
    return decode(encoded);
  }

  /** The text up to the next line feed, which is taken too. */
  String line() {
    for (int end = bytes.position(); end < bytes.limit(); end++) {
      if (bytes.get(end) == '\n') {
        String line = text(end - bytes.position());
        skip(1);
        return line;
      }
    }
    throw cutOff();
  }

  private String decode(ByteBuffer encoded) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(encoded);
      return text.toString();
    } catch (CharacterCodingException e) {
      throw Refusal.damaged(
          "%s holds a string that is not UTF-8 before byte %d".formatted(name, position()));
    }
  }

  private ByteBuffer need(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw cutOff();
    }
    return bytes;
  }

  private Refusal cutOff() {
    return Refusal.damaged("%s ends in the middle, at byte %d".formatted(name, bytes.limit()));
  }
}
