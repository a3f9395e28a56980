package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The bytes of one storage, of any length. Where the file is mapped a part of them is a view of it;
 * elsewhere a storage below 2 GiB is read once and a larger one part by part.
 */
sealed interface StorageBytes {
  /** What one buffer can hold. */
  int MAX_BUFFER = Integer.MAX_VALUE - 8;

  /** A part, little-endian. */
  ByteBuffer slice(long from, int length);

  /** CRC-32 of all of them. */
  long crc32();

  /** All of it in one buffer. */
  record InMemory(ByteBuffer bytes) implements StorageBytes {
    @Override
    public ByteBuffer slice(long from, int length) {
      return bytes.slice((int) from, length);
    }

    @Override
    public long crc32() {
      CRC32 crc = new CRC32();
      crc.update(bytes.duplicate());
      return crc.getValue();
    }
  }

  /** A stretch of the file longer than one buffer. */
  record InFile(Source source, long position, long size, MemoryBudget budget, String name)
      implements StorageBytes {
    @Override
    public ByteBuffer slice(long from, int length) {
      return Bytes.of(source, position + from, length, budget, name);
    }

    @Override
    public long crc32() {
      CRC32 crc = new CRC32();
      Bytes.scan(source, position, size, crc::update);
      return crc.getValue();
    }
  }

  /**
   * A stretch of the file.
   *
   * @param name what to call it in a message
   * @throws Refusal when it takes the file beyond its budget
   */
  static StorageBytes of(
      Source source, long position, long size, MemoryBudget budget, String name) {
    return size > MAX_BUFFER
        ? new InFile(source, position, size, budget, name)
        : new InMemory(Bytes.of(source, position, (int) size, budget, name));
  }
}
