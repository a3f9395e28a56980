package io.thawline.checkpoint;

import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Entries of a zip archive, each read whole and held against its checksum. */
final class ZipArchive {
  private static final int HEADER_SIGNATURE = 0x04034b50;
  private static final int HEADER_SIZE = 30;

  /** What PyTorch writes in place of every checksum where it was told to compute none. */
  private static final int NO_CHECKSUM = 0;

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
    ZipDirectory.Entry entry = require(name);
    if (entry.size() > limit) {
      throw new Refusal(
          "entry %s of the zip archive takes %d bytes, more than the %d that are read"
              .formatted(name, entry.size(), limit),
          "Save the state dict alone: torch.save(model.state_dict(), path).");
    }
    return checked(entry).slice(0, (int) entry.size());
  }

  /**
   * The contents of an entry of any length; a packed one is unpacked.
   *
   * @throws Refusal when there is no such entry, it is packed and out of proportion, or damaged
   */
  StorageBytes storage(String name) {
    return checked(require(name));
  }

  private ZipDirectory.Entry require(String name) {
    ZipDirectory.Entry entry = entries.get(name);
    if (entry == null) {
      throw Refusal.damaged("the zip archive has no entry " + name);
    }
    return entry;
  }

  private StorageBytes checked(ZipDirectory.Entry entry) {
    StorageBytes contents = contents(entry);
    if (entry.crc() != NO_CHECKSUM && contents.crc32() != entry.crc()) {
      throw Refusal.damaged(
          "entry %s of the zip archive fails its checksum".formatted(entry.name()));
    }
    return contents;
  }

  private StorageBytes contents(ZipDirectory.Entry entry) {
    long start = dataStart(entry);
    if (entry.method() == STORED && entry.compressed() == entry.size()) {
      return StorageBytes.of(source, start, entry.size(), budget, "entry " + entry.name());
    }
    if (entry.method() == DEFLATED) {
      return new StorageBytes.InMemory(inflate(entry, start));
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

  private ByteBuffer inflate(ZipDirectory.Entry entry, long start) {
    if (Math.max(entry.size(), entry.compressed()) > StorageBytes.MAX_BUFFER) {
      throw new Refusal(
          "entry %s of the zip archive is packed and takes more than 2 GiB".formatted(entry.name()),
          "Save it again with torch.save, which packs nothing.");
    }
    budget.charge(entry.size(), "entry " + entry.name());
    ByteBuffer packed =
        Bytes.of(source, start, (int) entry.compressed(), budget, "entry " + entry.name());
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
