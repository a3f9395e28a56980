package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Opaque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The values that a pickle numbers, to use them again. */
final class PickleMemo {
  private static final int MAX_SLOTS = 1 << 20;

  /** Fills slots between those in use; the pickler of Python 2 begins at slot 1. */
  private static final Opaque UNSET = new Opaque("an unset memo slot");

  private final List<PickleValue> slots = new ArrayList<>();
  private final PickleMemory memory;
  private final Function<String, Refusal> broken;

  /**
   * An empty memo.
   *
   * @param broken makes a refusal of what is wrong
   */
  PickleMemo(PickleMemory memory, Function<String, Refusal> broken) {
    this.memory = memory;
    this.broken = broken;
  }

  void clear() {
    slots.clear();
  }

  /** The first slot behind those in use. */
  int next() {
    return slots.size();
  }

  void set(long slot, PickleValue value) {
    if (slot >= MAX_SLOTS) {
      throw broken.apply("uses more than %d memo slots".formatted(MAX_SLOTS));
    }
    memory.takeItems(Math.max(0, slot + 1 - slots.size()));
    while (slots.size() <= slot) {
      slots.add(UNSET);
    }
    slots.set((int) slot, value);
  }

  PickleValue find(long slot) {
    if (slot >= slots.size() || slots.get((int) slot) == UNSET) {
      throw broken.apply("asks for memo slot %d, which was never set".formatted(slot));
    }
    return slots.get((int) slot);
  }
}
