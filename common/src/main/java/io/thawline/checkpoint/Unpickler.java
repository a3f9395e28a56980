package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.Flag;
import io.thawline.checkpoint.PickleValue.Int;
import io.thawline.checkpoint.PickleValue.Opaque;
import io.thawline.checkpoint.PickleValue.Sequence;
import io.thawline.checkpoint.PickleValue.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * The pickle machine (protocols 2 to 4, as Python's {@code pickletools} describes it) cut down to
 * data: it pushes values, fills containers, and hands every call to {@link PickleCalls}. An opcode
 * it does not know ends the reading.
 */
final class Unpickler {
  private static final int MAX_MEMO = 1 << 20;
  private static final int MAX_CONTAINERS = 1 << 20;
  private static final int HIGHEST_PROTOCOL = 4;

  /** Bytes that values take here, generously. */
  private static final int PER_VALUE = 24;

  private static final int PER_CONTAINER = 96;
  private static final int PER_ITEM = 24;
  private static final int PER_ENTRY = 72;
  private static final int PER_CHARACTER = 4;

  /** Fills memo slots between those in use; the pickler of Python 2 begins at slot 1. */
  private static final Opaque UNSET = new Opaque("an unset memo slot");

  private final PickleInput input;
  private final PickleCalls calls;
  private final MemoryBudget budget;
  private final PickleStack stack = new PickleStack(this::broken);
  private final List<PickleValue> memo = new ArrayList<>();
  private int containers;
  private int at;

  /**
   * A machine over one input.
   *
   * @param budget is charged for every value before it is made
   */
  Unpickler(PickleInput input, PickleCalls calls, MemoryBudget budget) {
    this.input = input;
    this.calls = calls;
    this.budget = budget;
  }

  /**
   * Runs to the next STOP.
   *
   * @throws Refusal when the pickle is broken, asks for more than data, or is out of proportion
   */
  PickleValue load() {
    stack.clear();
    memo.clear();
    while (true) {
      at = input.position();
      int opcode = input.unsignedByte();
      if (opcode == Opcode.STOP) {
        return stack.pop();
      }
      if (!scalar(opcode) && !container(opcode) && !memory(opcode)) {
        call(opcode);
      }
    }
  }

  private boolean scalar(int opcode) {
    switch (opcode) {
      case Opcode.NONE -> stack.push(Opaque.NONE);
      case Opcode.NEWTRUE -> stack.push(new Flag(true));
      case Opcode.NEWFALSE -> stack.push(new Flag(false));
      case Opcode.BININT -> integer(input.int32());
      case Opcode.BININT1 -> integer(input.unsignedByte());
      case Opcode.BININT2 -> integer(input.unsignedShort());
      case Opcode.LONG1 -> stack.push(longInteger(input.unsignedByte()));
      case Opcode.LONG4 -> stack.push(longInteger(input.unsignedInt()));
      case Opcode.BINFLOAT -> skip(Double.BYTES, Opaque.FLOAT);
      case Opcode.BINUNICODE -> text(input.unsignedInt());
      case Opcode.SHORT_BINUNICODE -> text(input.unsignedByte());
      case Opcode.BINUNICODE8 -> text(input.int64());
      case Opcode.BINSTRING -> text(input.unsignedInt());
      case Opcode.SHORT_BINSTRING -> text(input.unsignedByte());
      case Opcode.BINBYTES -> skip(input.unsignedInt(), Opaque.BYTES);
      case Opcode.SHORT_BINBYTES -> skip(input.unsignedByte(), Opaque.BYTES);
      case Opcode.BINBYTES8 -> skip(input.int64(), Opaque.BYTES);
      default -> {
        return false;
      }
    }
    return true;
  }

  private PickleValue longInteger(long length) {
    if (length > Long.BYTES) {
      input.skip(length);
      return Opaque.BIG_INT;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) input.unsignedByte() << (8 * i);
    }
    int unused = Long.SIZE - 8 * (int) length;
    return new Int(length == 0 ? 0 : value << unused >> unused);
  }

  private void skip(long length, Opaque kind) {
    input.skip(length);
    stack.push(kind);
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case Opcode.EMPTY_TUPLE -> stack.push(sequence(true, List.of()));
      case Opcode.TUPLE1 -> stack.push(sequence(true, stack.take(1)));
      case Opcode.TUPLE2 -> stack.push(sequence(true, stack.take(2)));
      case Opcode.TUPLE3 -> stack.push(sequence(true, stack.take(3)));
      case Opcode.TUPLE -> stack.push(sequence(true, stack.takeToMark()));
      case Opcode.EMPTY_LIST -> stack.push(sequence(false, List.of()));
      case Opcode.LIST -> stack.push(sequence(false, stack.takeToMark()));
      case Opcode.APPEND -> append(stack.take(1));
      case Opcode.APPENDS -> append(stack.takeToMark());
      case Opcode.EMPTY_DICT -> stack.push(dict(List.of()));
      case Opcode.DICT -> stack.push(dict(stack.takeToMark()));
      case Opcode.SETITEM -> fill(stack.take(2));
      case Opcode.SETITEMS -> fill(stack.takeToMark());
      case Opcode.EMPTY_SET -> stack.push(Opaque.SET);
      case Opcode.ADDITEMS -> stack.takeToMark();
      case Opcode.FROZENSET -> {
        stack.takeToMark();
        stack.push(Opaque.SET);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void text(long length) {
    String text = input.text(length);
    charge(PER_VALUE + (long) PER_CHARACTER * text.length());
    stack.push(new Text(text));
  }

  private void integer(long value) {
    charge(PER_VALUE);
    stack.push(new Int(value));
  }

  private Sequence sequence(boolean isTuple, List<PickleValue> items) {
    countContainer();
    charge((long) PER_ITEM * items.size());
    return new Sequence(isTuple, items);
  }

  private Dict dict(List<PickleValue> keysAndValues) {
    countContainer();
    Dict dict = new Dict();
    put(dict, keysAndValues);
    return dict;
  }

  private void append(List<PickleValue> items) {
    if (stack.top() instanceof Sequence list && !list.isTuple) {
      charge((long) PER_ITEM * items.size());
      list.items.addAll(items);
    } else {
      throw broken("appends to " + stack.top().kind());
    }
  }

  private void fill(List<PickleValue> keysAndValues) {
    if (stack.top() instanceof Dict dict) {
      put(dict, keysAndValues);
    } else if (!(stack.top() instanceof Opaque)) {
      throw broken("sets items of " + stack.top().kind());
    }
  }

  private void put(Dict dict, List<PickleValue> keysAndValues) {
    if (keysAndValues.size() % 2 != 0) {
      throw broken("sets a key without a value");
    }
    charge((long) PER_ENTRY * keysAndValues.size());
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      if (keysAndValues.get(i) instanceof Text key) {
        dict.entries.put(key.value(), keysAndValues.get(i + 1));
      }
    }
  }

  private boolean memory(int opcode) {
    switch (opcode) {
      case Opcode.PROTO -> requireProtocol(input.unsignedByte());
      case Opcode.FRAME -> input.int64();
      case Opcode.MARK -> stack.mark();
      case Opcode.POP -> stack.pop();
      case Opcode.POP_MARK -> stack.takeToMark();
      case Opcode.DUP -> stack.push(stack.top());
      case Opcode.MEMOIZE -> remember(memo.size());
      case Opcode.BINPUT -> remember(input.unsignedByte());
      case Opcode.LONG_BINPUT -> remember(input.unsignedInt());
      case Opcode.BINGET -> stack.push(recall(input.unsignedByte()));
      case Opcode.LONG_BINGET -> stack.push(recall(input.unsignedInt()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void requireProtocol(int protocol) {
    if (protocol > HIGHEST_PROTOCOL) {
      throw new Refusal(
          "%s is a pickle of protocol %d; 2 to 4 are read".formatted(input.name(), protocol),
          "Save it with PyTorch's default protocol.");
    }
  }

  private void remember(long slot) {
    if (slot >= MAX_MEMO) {
      throw broken("uses more than %d memo slots".formatted(MAX_MEMO));
    }
    charge(PER_ITEM * Math.max(0, slot + 1 - memo.size()));
    while (memo.size() <= slot) {
      memo.add(UNSET);
    }
    memo.set((int) slot, stack.top());
  }

  private PickleValue recall(long slot) {
    if (slot >= memo.size() || memo.get((int) slot) == UNSET) {
      throw broken("asks for memo slot %d, which was never set".formatted(slot));
    }
    return memo.get((int) slot);
  }

  private void call(int opcode) {
    charge(PER_CONTAINER);
    PickleValue result =
        switch (opcode) {
          case Opcode.GLOBAL -> calls.global(input.line() + "." + input.line(), at);
          case Opcode.STACK_GLOBAL -> stackGlobal();
          case Opcode.REDUCE, Opcode.NEWOBJ -> {
            List<PickleValue> callableAndArguments = stack.take(2);
            countContainer();
            yield calls.call(callableAndArguments.get(0), callableAndArguments.get(1), at);
          }
          case Opcode.BINPERSID -> calls.persistent(stack.pop(), at);
          case Opcode.BUILD -> {
            List<PickleValue> objectAndState = stack.take(2);
            if (objectAndState.get(1) instanceof Dict state) {
              charge((long) PER_ENTRY * state.entries.size());
            }
            yield calls.build(objectAndState.get(0), objectAndState.get(1), at);
          }
          default ->
              throw broken("uses opcode 0x%02x, which no state dict needs".formatted(opcode));
        };
    stack.push(result);
  }

  private PickleValue stackGlobal() {
    List<PickleValue> names = stack.take(2);
    if (names.get(0) instanceof Text module && names.get(1) instanceof Text name) {
      return calls.global(module.value() + "." + name.value(), at);
    }
    throw broken("takes a global from " + names.get(1).kind());
  }

  private void countContainer() {
    if (++containers > MAX_CONTAINERS) {
      throw broken("holds more than %d containers and tensors".formatted(MAX_CONTAINERS));
    }
    charge(PER_CONTAINER);
  }

  private void charge(long bytes) {
    budget.charge(bytes, input.name());
  }

  private Refusal broken(String what) {
    return Refusal.damaged("%s %s (byte %d)".formatted(input.name(), what, at));
  }
}
