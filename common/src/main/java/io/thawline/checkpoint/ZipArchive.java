package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Entries of a zip archive, each read whole and held against its checksum. */
final class ZipArchive {
  private static final int HEADER_SIGNATURE = 0x04034b50;
  private static final int HEADER_SIZE = 30;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final Source source;
  private final MemoryBudget budget;
  private final Map<String, ZipDirectory.Entry> entries;

  ZipArchive(Source source, MemoryBudget budget) {
    this.source = source;
    this.budget = budget;
    this.entries = ZipDirectory.read(source);
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** The length of an entry's contents, or empty when there is no such entry. */
  Optional<Long> size(String name) {
    return Optional.ofNullable(entries.get(name)).map(ZipDirectory.Entry::size);
  }

  /**
   * The contents of an entry, little-endian.
   *
   * @throws Refusal when there is no such entry, it is larger than {@code limit} bytes, or damaged
   */
  ByteBuffer read(String name, long limit) {
    ZipDirectory.Entry entry = entries.get(name);
    if (entry == null) {
      throw Refusal.damaged("the zip archive has no entry " + name);
    }
    if (entry.size() > limit || entry.compressed() > Integer.MAX_VALUE) {
      throw new Refusal(
          "entry %s of the zip archive takes %d bytes, more than the %d that are read"
              .formatted(name, entry.size(), limit),
          "Save the state dict alone: torch.save(model.state_dict(), path).");
    }
    budget.charge(entry.size(), "entry " + name);
    ByteBuffer contents = contents(entry);
    CRC32 crc = new CRC32();
    crc.update(contents.duplicate());
    if (crc.getValue() != entry.crc()) {
      throw Refusal.damaged("entry %s of the zip archive fails its checksum".formatted(name));
    }
    return contents;
  }

  private ByteBuffer contents(ZipDirectory.Entry entry) {
    long start = dataStart(entry);
    if (entry.method() == STORED && entry.compressed() == entry.size()) {
      return source.read(start, (int) entry.size());
    }
    if (entry.method() == DEFLATED) {
      budget.charge(entry.compressed(), "entry " + entry.name());
      return inflate(entry, source.read(start, (int) entry.compressed()));
    }
    throw Refusal.damaged(
        "entry %s of the zip archive is packed by method %d"
            .formatted(entry.name(), entry.method()));
  }

  private long dataStart(ZipDirectory.Entry entry) {
    if (entry.header() <= entry.end() - HEADER_SIZE) {
      ByteBuffer header = source.read(entry.header(), HEADER_SIZE);
      long start =
          entry.header()
              + HEADER_SIZE
              + Short.toUnsignedInt(header.getShort(26))
              + Short.toUnsignedInt(header.getShort(28));
      if (header.getInt(0) == HEADER_SIGNATURE && start <= entry.end() - entry.compressed()) {
        return start;
      }
    }
    throw Refusal.damaged(
        "entry %s of the zip archive is not where its directory says".formatted(entry.name()));
  }

  private static ByteBuffer inflate(ZipDirectory.Entry entry, ByteBuffer packed) {
    ByteBuffer contents = ByteBuffer.allocate((int) entry.size()).order(ByteOrder.LITTLE_ENDIAN);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      inflater.inflate(contents);
      if (contents.hasRemaining() || !endsHere(inflater)) {
        throw wrongSize(entry);
      }
      return contents.flip();
    } catch (DataFormatException e) {
      throw wrongSize(entry);
    } finally {
      inflater.end();
    }
  }

  /** Whether the packed bytes give nothing more; also takes in the end marker. */
  private static boolean endsHere(Inflater inflater) throws DataFormatException {
    return inflater.inflate(new byte[1]) == 0 && inflater.finished();
  }

  private static Refusal wrongSize(ZipDirectory.Entry entry) {
    return Refusal.damaged(
        "entry %s of the zip archive does not unpack to its %d bytes"
            .formatted(entry.name(), entry.size()));
  }
}
