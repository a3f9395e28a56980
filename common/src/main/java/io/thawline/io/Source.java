package io.thawline.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A file that can be read at any position, by several threads at once. What it holds must not
 * change while it is open, nor while a buffer of {@link #map} is in use.
 */
public interface Source extends AutoCloseable {
  /** Where it lies, in the words of whoever asked for it. */
  String location();

  /** Its length in bytes. */
  long size();

  /**
   * Fills the buffer's remaining bytes with those from {@code position} on.
   *
   * @throws io.thawline.errors.InputRefusedException when they cannot be read, or the file ends
   *     before the buffer is full
   */
  void readFully(long position, ByteBuffer into);

  /**
   * The {@code length} bytes from {@code position} on, little-endian, in a buffer of their own.
   *
   * @throws io.thawline.errors.InputRefusedException when they cannot be read
   */
  default ByteBuffer read(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    readFully(position, bytes);
    return bytes.flip();
  }

  /**
   * The contents of a small file.
   *
   * @throws io.thawline.errors.InputRefusedException when they cannot be read
   */
  default byte[] readAll() {
    byte[] bytes = new byte[Math.toIntExact(size())];
    readFully(0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /**
   * The {@code length} bytes from {@code position} on as they already lie in memory, without a
   * copy, read-only and little-endian; empty for a source that cannot give them so. The buffer
   * stays valid after the source is closed.
   *
   * @throws io.thawline.errors.InputRefusedException when the file ends before they do
   */
  default Optional<ByteBuffer> map(long position, int length) {
    return Optional.empty();
  }

  @Override
  void close();
}
