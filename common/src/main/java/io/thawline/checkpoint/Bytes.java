package io.thawline.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Carries buffers to streams. */
final class Bytes {
  private static final int CHUNK = 1 << 16;

  private Bytes() {}

  /** Writes the buffer's remaining bytes, a chunk at a time: a tensor is never copied whole. */
  static void write(ByteBuffer bytes, OutputStream out) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int length = Math.min(chunk.length, bytes.remaining());
      bytes.get(chunk, 0, length);
      out.write(chunk, 0, length);
    }
  }
}
