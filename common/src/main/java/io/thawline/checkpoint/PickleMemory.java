package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.Int;
import io.thawline.checkpoint.PickleValue.Sequence;
import io.thawline.checkpoint.PickleValue.Text;
import java.util.List;
import java.util.function.Function;

/** Makes the values of a pickle, and charges for each before it is made. */
final class PickleMemory {
  private static final int MAX_CONTAINERS = 1 << 20;

  /** Bytes that values take here, generously. */
  private static final int PER_VALUE = 24;

  private static final int PER_CONTAINER = 96;
  private static final int PER_ITEM = 24;
  private static final int PER_ENTRY = 72;
  private static final int PER_CHARACTER = 4;

  private final MemoryBudget budget;
  private final String name;
  private final Function<String, Refusal> broken;
  private int containers;

  /**
   * Room for the values of one input.
   *
   * @param name of the input, for a refusal
   * @param broken makes a refusal of what is wrong
   */
  PickleMemory(MemoryBudget budget, String name, Function<String, Refusal> broken) {
    this.budget = budget;
    this.name = name;
    this.broken = broken;
  }

  Text text(String text) {
    charge(PER_VALUE + (long) PER_CHARACTER * text.length());
    return new Text(text);
  }

  Int integer(long value) {
    charge(PER_VALUE);
    return new Int(value);
  }

  Sequence tuple(List<PickleValue> items) {
    return sequence(true, items);
  }

  Sequence list(List<PickleValue> items) {
    return sequence(false, items);
  }

  private Sequence sequence(boolean isTuple, List<PickleValue> items) {
    takeContainer();
    takeItems(items.size());
    return new Sequence(isTuple, items);
  }

  Dict dict(List<PickleValue> keysAndValues) {
    takeContainer();
    Dict dict = new Dict();
    put(dict, keysAndValues);
    return dict;
  }

  void append(PickleValue to, List<PickleValue> items) {
    if (to instanceof Sequence list && !list.isTuple) {
      takeItems(items.size());
      list.items.addAll(items);
    } else {
      throw broken.apply("appends to " + to.kind());
    }
  }

  void put(Dict dict, List<PickleValue> keysAndValues) {
    if (keysAndValues.size() % 2 != 0) {
      throw broken.apply("sets a key without a value");
    }
    takeEntries(keysAndValues.size());
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      if (keysAndValues.get(i) instanceof Text key) {
        dict.entries.put(key.value(), keysAndValues.get(i + 1));
      }
    }
  }

  /** For a container, or what a call may make. */
  void takeContainer() {
    if (++containers > MAX_CONTAINERS) {
      throw broken.apply("holds more than %d containers and tensors".formatted(MAX_CONTAINERS));
    }
    takeObject();
  }

  /** For an object that is not counted. */
  void takeObject() {
    charge(PER_CONTAINER);
  }

  void takeItems(long count) {
    charge(PER_ITEM * count);
  }

  void takeEntries(long count) {
    charge(PER_ENTRY * count);
  }

  private void charge(long bytes) {
    budget.charge(bytes, name);
  }
}
