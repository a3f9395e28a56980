package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.nio.ByteBuffer;

/** A file in memory. */
record BytesSource(ByteBuffer bytes) implements Source {
  static BytesSource of(byte[] bytes) {
    return new BytesSource(ByteBuffer.wrap(bytes));
  }

  @Override
  public String location() {
    return "memory.pth";
  }

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public void readFully(long position, ByteBuffer into) {
    into.put(bytes.slice((int) position, into.remaining()));
  }

  @Override
  public void close() {}
}
