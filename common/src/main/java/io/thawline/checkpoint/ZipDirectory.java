package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The central directory of a zip archive (PKWARE APPNOTE 6.3, with zip64): names and places of its
 * entries. Everything in it is checked against the archive's size before it is believed.
 */
final class ZipDirectory {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int END64_LOCATOR_SIGNATURE = 0x07064b50;
  private static final int END64_LOCATOR_SIZE = 20;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_SIZE = 56;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_SIZE = 46;
  private static final int MAX_COMMENT = 0xffff;
  private static final int ZIP64_EXTRA = 1;
  private static final long IN_ZIP64 = 0xffffffffL;
  private static final int ENCRYPTED = 1;
  private static final long MAX_DIRECTORY = 64L << 20;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Source source;

  /**
   * One file in the archive.
   *
   * @param method 0 stored, 8 deflated
   * @param header position of the local header
   * @param end no byte of the entry lies at or behind this position
   */
  record Entry(
      String name, int method, long crc, long compressed, long size, long header, long end) {}

  private record Extent(long position, long size) {}

  private ZipDirectory(Source source) {
    this.source = source;
  }

  /**
   * The entries by name, in the archive's order.
   *
   * @throws Refusal when the directory is missing, damaged or names an entry twice
   */
  static Map<String, Entry> read(Source source) {
    ZipDirectory directory = new ZipDirectory(source);
    directory.readEntries(directory.extent());
    return directory.entries;
  }

  private Extent extent() {
    int length = (int) Math.min(source.size(), END_SIZE + MAX_COMMENT);
    long start = source.size() - length;
    ByteBuffer tail = source.read(start, length);
    for (int at = length - END_SIZE; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_SIZE + unsigned(tail.getShort(at + 20)) == length) {
        Extent extent =
            extent64(start + at)
                .orElse(new Extent(unsigned(tail.getInt(at + 16)), unsigned(tail.getInt(at + 12))));
        return checked(extent, start + at);
      }
    }
    throw Refusal.damaged("the zip archive has no directory at its end, so it was cut off");
  }

  private Optional<Extent> extent64(long end) {
    long locatorAt = end - END64_LOCATOR_SIZE;
    if (locatorAt < 0) {
      return Optional.empty();
    }
    ByteBuffer locator = source.read(locatorAt, END64_LOCATOR_SIZE);
    if (locator.getInt(0) != END64_LOCATOR_SIGNATURE) {
      return Optional.empty();
    }
    long position = locator.getLong(8);
    if (position < 0 || position > locatorAt - END64_SIZE) {
      throw Refusal.damaged("the zip archive's 64-bit directory lies outside the file");
    }
    ByteBuffer end64 = source.read(position, END64_SIZE);
    if (end64.getInt(0) != END64_SIGNATURE) {
      throw Refusal.damaged("the zip archive's 64-bit directory is not where it should be");
    }
    return Optional.of(new Extent(end64.getLong(48), end64.getLong(40)));
  }

  private static Extent checked(Extent extent, long end) {
    boolean inside =
        extent.position >= 0 && extent.size >= 0 && extent.position <= end - extent.size;
    if (!inside || extent.size > MAX_DIRECTORY) {
      throw Refusal.damaged("the zip archive's directory lies outside the file");
    }
    return extent;
  }

  private void readEntries(Extent extent) {
    ByteBuffer bytes = source.read(extent.position, (int) extent.size);
    while (bytes.hasRemaining()) {
      if (bytes.remaining() < ENTRY_SIZE || bytes.getInt(bytes.position()) != ENTRY_SIGNATURE) {
        throw Refusal.damaged("the zip archive's directory is broken");
      }
      Entry entry = readEntry(bytes, extent.position);
      if (entries.put(entry.name, entry) != null) {
        throw Refusal.damaged("the zip archive holds two entries named " + entry.name);
      }
    }
  }

  private static Entry readEntry(ByteBuffer bytes, long end) {
    int at = bytes.position();
    int nameLength = unsigned(bytes.getShort(at + 28));
    int extraLength = unsigned(bytes.getShort(at + 30));
    int length = ENTRY_SIZE + nameLength + extraLength + unsigned(bytes.getShort(at + 32));
    if (length > bytes.remaining()) {
      throw Refusal.damaged("the zip archive's directory is broken");
    }
    byte[] name = new byte[nameLength];
    bytes.get(at + ENTRY_SIZE, name);
    ByteBuffer extra =
        bytes.slice(at + ENTRY_SIZE + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
    long[] wide = {
      unsigned(bytes.getInt(at + 24)),
      unsigned(bytes.getInt(at + 20)),
      unsigned(bytes.getInt(at + 42))
    };
    widen(wide, extra);
    bytes.position(at + length);
    return checked(
        new Entry(
            new String(name, StandardCharsets.UTF_8),
            unsigned(bytes.getShort(at + 10)),
            unsigned(bytes.getInt(at + 16)),
            wide[1],
            wide[0],
            wide[2],
            end),
        unsigned(bytes.getShort(at + 8)));
  }

  /** Replaces the fields that did not fit in 32 bits by those of the zip64 extra field. */
  private static void widen(long[] fields, ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = unsigned(extra.getShort());
      int length = Math.min(unsigned(extra.getShort()), extra.remaining());
      ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; id == ZIP64_EXTRA && i < fields.length; i++) {
        if (fields[i] == IN_ZIP64 && field.remaining() >= Long.BYTES) {
          fields[i] = field.getLong();
        }
      }
      extra.position(extra.position() + length);
    }
  }

  private static Entry checked(Entry entry, int flags) {
    if ((flags & ENCRYPTED) != 0) {
      throw new Refusal(
          "entry %s of the zip archive is encrypted".formatted(entry.name), "Decrypt it first.");
    }
    boolean inside =
        entry.header >= 0
            && entry.compressed >= 0
            && entry.size >= 0
            && entry.header <= entry.end
            && entry.compressed <= entry.end - entry.header;
    if (!inside) {
      throw Refusal.damaged(
          "entry %s of the zip archive lies outside the file".formatted(entry.name));
    }
    return entry;
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
