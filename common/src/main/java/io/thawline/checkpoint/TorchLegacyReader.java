package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.Flag;
import io.thawline.checkpoint.PickleValue.Sequence;
import io.thawline.checkpoint.PickleValue.Storage;
import io.thawline.checkpoint.PickleValue.Text;
import io.thawline.io.Source;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The stream that {@code torch.save} wrote before PyTorch 1.6: five pickles (magic number,
 * protocol, machine, object, storage keys), then for each storage its element count and its bytes.
 */
final class TorchLegacyReader {
  static final String FORMAT = "torch-legacy";

  private static final int MAX_PICKLES = 16 << 20;
  private static final int FRAME_BYTES = 9;

  /** LONG1 of 0x1950a86a20f9469cfc6c, and STOP. */
  private static final byte[] MAGIC = {
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private final Source source;
  private final MemoryBudget budget;
  private final PickleCalls calls;
  private final Map<String, Long> positions = new HashMap<>();

  TorchLegacyReader(Source source, MemoryBudget budget) {
    this.source = source;
    this.budget = budget;
    this.calls = new PickleCalls("the pickle", budget);
  }

  /** Whether a pickle that starts like this is PyTorch's magic number, framed or not. */
  static boolean hasMagic(byte[] head) {
    return isAt(head, 2) || isAt(head, 2 + FRAME_BYTES);
  }

  private static boolean isAt(byte[] head, int offset) {
    return head.length >= offset + MAGIC.length
        && ByteBuffer.wrap(head, offset, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  Contents read(String key) {
    int length = (int) Math.min(MAX_PICKLES, source.size());
    ByteBuffer pickles = Bytes.of(source, 0, length, budget, "the pickle");
    Unpickler unpickler = new Unpickler(new PickleInput("the pickle", pickles), calls, budget);
    unpickler.load();
    unpickler.load();
    requireLittleEndian(unpickler.load());
    PickleValue object = unpickler.load();
    locate(unpickler.load(), pickles.position());
    StateDictFinder.Found found = StateDictFinder.find(object, key, budget);
    Views views = new Views(this::storage, budget);
    return new Contents(FORMAT, views.resolve(found.views()), found.metadata());
  }

  private static void requireLittleEndian(PickleValue machine) {
    if (machine instanceof Dict dict
        && dict.entries.get("little_endian") instanceof Flag little
        && !little.value()) {
      throw new Refusal("its numbers are big-endian", "Save it again on a little-endian machine.");
    }
  }

  /** Notes where each storage begins, which follows from the lengths of those before it. */
  private void locate(PickleValue keys, long start) {
    if (!(keys instanceof Sequence sequence)) {
      throw Refusal.damaged("the list of storages is %s".formatted(keys.kind()));
    }
    long position = start;
    for (PickleValue key : sequence.items) {
      Storage storage = key instanceof Text text ? calls.storages().get(text.value()) : null;
      if (storage == null) {
        throw Refusal.damaged("the list of storages names one that no tensor uses");
      }
      requireCount(storage, position);
      positions.put(storage.key(), position + Long.BYTES);
      position += Long.BYTES + storage.bytes();
    }
  }

  private void requireCount(Storage storage, long position) {
    if (position > source.size() - Long.BYTES) {
      throw cutOff(storage);
    }
    long count = source.read(position, Long.BYTES).getLong(0);
    if (count != storage.elements() || count < 0) {
      throw Refusal.damaged(
          "storage %s should have %d elements and has %d"
              .formatted(storage.key(), storage.elements(), count));
    }
    if (count > (source.size() - position - Long.BYTES) / storage.dtype().bytes()) {
      throw cutOff(storage);
    }
  }

  private static Refusal cutOff(Storage storage) {
    return Refusal.damaged("the file ends before its storage %s does".formatted(storage.key()));
  }

  private StorageBytes storage(Storage storage) {
    Long position = positions.get(storage.key());
    if (position == null) {
      throw Refusal.damaged("storage %s is missing".formatted(storage.key()));
    }
    return StorageBytes.of(source, position, storage.bytes(), budget, "storage " + storage.key());
  }
}
