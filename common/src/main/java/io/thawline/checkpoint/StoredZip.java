package io.thawline.checkpoint;

import io.thawline.io.CountingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip archive of uncompressed entries whose contents begin at multiples of 64 bytes, as PyTorch
 * lays them out so that they can be mapped. Carries no time.
 */
final class StoredZip {
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 30;
  private static final int EXTRA_HEADER = 4;

  /** The extra field that PyTorch pads with: 'FB'. */
  private static final short PADDING_ID = 0x4246;

  /** Java takes the very first time a zip can name for a sign to add a time stamp of its own. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final CountingOutput counter;
  private final ZipOutputStream zip;

  StoredZip(OutputStream out) {
    this.counter = new CountingOutput(out);
    this.zip = new ZipOutputStream(counter);
  }

  /** Adds an entry of the buffer's remaining bytes. */
  void entry(String name, ByteBuffer contents) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(contents.duplicate());
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(contents.remaining());
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(NO_TIME);
    entry.setExtra(padding(counter.count(), name));
    zip.putNextEntry(entry);
    Bytes.write(contents, zip);
    zip.closeEntry();
  }

  private static byte[] padding(long headerAt, String name) {
    int nameLength = name.getBytes(StandardCharsets.UTF_8).length;
    long start = headerAt + LOCAL_HEADER + nameLength + EXTRA_HEADER;
    int length = (int) Math.floorMod(-start, (long) ALIGNMENT);
    ByteBuffer extra = ByteBuffer.allocate(EXTRA_HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
    return extra.putShort(PADDING_ID).putShort((short) length).array();
  }

  /** Writes the directory; the stream below stays open. */
  void finish() throws IOException {
    zip.finish();
    zip.flush();
  }
}
