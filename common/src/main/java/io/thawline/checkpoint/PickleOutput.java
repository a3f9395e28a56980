package io.thawline.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The few pickle opcodes a state dict takes, in protocol 2, as PyTorch's own loader reads them. */
final class PickleOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PickleOutput() {
    opcode(Opcode.PROTO).opcode(2);
  }

  PickleOutput opcode(int opcode) {
    bytes.write(opcode);
    return this;
  }

  PickleOutput global(String module, String name) {
    opcode(Opcode.GLOBAL);
    bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PickleOutput text(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    opcode(Opcode.BINUNICODE).little(Integer.BYTES, encoded.length);
    bytes.writeBytes(encoded);
    return this;
  }

  PickleOutput integer(long value) {
    if (value == (int) value) {
      return opcode(Opcode.BININT).little(Integer.BYTES, value);
    }
    return opcode(Opcode.LONG1).opcode(Long.BYTES).little(Long.BYTES, value);
  }

  PickleOutput integers(long... values) {
    opcode(Opcode.MARK);
    for (long value : values) {
      integer(value);
    }
    return opcode(Opcode.TUPLE);
  }

  private PickleOutput little(int length, long value) {
    ByteBuffer encoded = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.write(encoded.putLong(0, value).array(), 0, length);
    return this;
  }

  /** Ends the pickle. */
  byte[] toBytes() {
    opcode(Opcode.STOP);
    return bytes.toByteArray();
  }
}
