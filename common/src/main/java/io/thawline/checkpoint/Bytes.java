package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Carries bytes from sources and to streams. */
final class Bytes {
  private static final int CHUNK = 1 << 16;

  private static final int SCAN_CHUNK = 1 << 20;

  private static final int MAPPED_PART = 1 << 30;

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

  /** A whole file in mapped parts; empty where it cannot be mapped, or is empty. */
  static List<ByteBuffer> mapped(Source source) {
    List<ByteBuffer> parts = new ArrayList<>();
    for (long at = 0; at < source.size(); at += MAPPED_PART) {
      source.map(at, (int) Math.min(MAPPED_PART, source.size() - at)).ifPresent(parts::add);
    }
    return parts;
  }

  /** Hands over a stretch of a file of any length, part by part; each part is only lent. */
  static void scan(Source source, long position, long size, Consumer<ByteBuffer> consumer) {
    int longest = (int) Math.min(SCAN_CHUNK, size);
    boolean mapped = source.map(position, longest).isPresent();
    ByteBuffer chunk = ByteBuffer.allocate(mapped ? 0 : longest);
    for (long done = 0; done < size; done += longest) {
      long at = position + done;
      int length = (int) Math.min(longest, size - done);
      consumer.accept(source.map(at, length).orElseGet(() -> fill(chunk, source, at, length)));
    }
  }

  private static ByteBuffer fill(ByteBuffer chunk, Source source, long position, int length) {
    source.readFully(position, chunk.clear().limit(length));
    return chunk.flip();
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
