package io.thawline.checkpoint;

import io.thawline.checkpoint.SafetensorsHeader.Entry;
import io.thawline.io.Source;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors (huggingface/safetensors): an eight-byte header length, a JSON header, and the
 * tensors, which together must own every byte behind it exactly once.
 */
final class SafetensorsReader {
  static final String FORMAT = "safetensors";

  /** The format's own limit. */
  private static final long MAX_HEADER = 100_000_000;

  /** The bytes, their characters and the text of them. */
  private static final int PER_HEADER_BYTE = 4;

  private final Source source;
  private final MemoryBudget budget;

  SafetensorsReader(Source source, MemoryBudget budget) {
    this.source = source;
    this.budget = budget;
  }

  Contents read() {
    long length = headerLength();
    budget.charge(PER_HEADER_BYTE * length, "its header");
    SafetensorsHeader header =
        SafetensorsHeader.parse(decode(source.read(Long.BYTES, (int) length)), budget);
    long dataStart = Long.BYTES + length;
    requireLengths(header.entries());
    requireCoverage(header.entries(), source.size() - dataStart);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    header
        .entries()
        .forEach(
            (name, entry) -> {
              int size = (int) (entry.end() - entry.begin());
              ByteBuffer bytes = Bytes.of(source, dataStart + entry.begin(), size, budget, name);
              tensors.put(name, HostTensor.of(entry.dtype(), entry.shape(), bytes));
            });
    return new Contents(FORMAT, StateDict.of(tensors), header.metadata());
  }

  private long headerLength() {
    long length = source.read(0, Long.BYTES).getLong(0);
    if (length < 0 || length > MAX_HEADER || length > source.size() - Long.BYTES) {
      throw Refusal.damaged(
          "its header should take %s bytes of a file of %d"
              .formatted(Long.toUnsignedString(length), source.size()));
    }
    return length;
  }

  private static String decode(ByteBuffer header) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.damaged("its header is not UTF-8");
    }
  }

  private static void requireLengths(Map<String, Entry> entries) {
    entries.forEach(
        (name, entry) -> {
          if (entry.begin() < 0 || entry.end() < entry.begin()) {
            throw Refusal.damaged("%s has impossible data_offsets".formatted(name));
          }
          long bytes = entry.end() - entry.begin();
          int element = entry.dtype().bytes();
          if (bytes % element != 0 || bytes / element != entry.shape().elements()) {
            throw Refusal.damaged(
                "%s of shape %s takes %d bytes".formatted(name, entry.shape(), bytes));
          }
          if (bytes > StorageBytes.MAX_BUFFER) {
            throw new Refusal(
                "%s takes %d bytes, and tensors above 2 GiB are not read".formatted(name, bytes),
                "Save it in half precision or in parts.");
          }
        });
  }

  private static void requireCoverage(Map<String, Entry> entries, long dataLength) {
    List<Map.Entry<String, Entry>> sorted =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long covered = 0;
    for (Map.Entry<String, Entry> entry : sorted) {
      if (entry.getValue().begin() != covered) {
        throw Refusal.damaged(
            "%s begins at byte %d, where byte %d was to come"
                .formatted(entry.getKey(), entry.getValue().begin(), covered));
      }
      covered = entry.getValue().end();
    }
    if (covered != dataLength) {
      throw Refusal.damaged(
          "its tensors take %d bytes, and %d follow the header".formatted(covered, dataLength));
    }
  }
}
