package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Carries bytes from sources and to streams. */
final class Bytes {
  private static final int CHUNK = 1 << 16;

  private static final int SCAN_CHUNK = 1 << 20;

  private Bytes() {}

  /**
   * A stretch of a file, mapped where it can be and read where not. Both count against the budget:
   * entries that lie over each other cost time where they cost no memory.
   *
   * @param name what to call it in a message
   */
  static ByteBuffer of(Source source, long position, int length, MemoryBudget budget, String name) {
    budget.charge(length, name);
    return source.map(position, length).orElseGet(() -> source.read(position, length));
  }

  /** Hands over a stretch of a file of any length, part by part; each part is only lent. */
  static void scan(Source source, long position, long size, Consumer<ByteBuffer> consumer) {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(SCAN_CHUNK, size));
    for (long done = 0; done < size; done += chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), size - done));
      source.readFully(position + done, chunk);
      consumer.accept(chunk.flip());
    }
  }

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
