package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.Flag;
import io.thawline.checkpoint.PickleValue.Int;
import io.thawline.checkpoint.PickleValue.Opaque;
import io.thawline.checkpoint.PickleValue.Text;
import java.util.List;

/**
 * The pickle machine (protocols 2 to 4, as Python's {@code pickletools} describes it) cut down to
 * data: it pushes values, fills containers, and hands every call to {@link PickleCalls}. An opcode
 * it does not know ends the reading.
 */
final class Unpickler {
  private static final int HIGHEST_PROTOCOL = 4;

  private final PickleInput input;
  private final PickleCalls calls;
  private final PickleMemory memory;
  private final PickleStack stack = new PickleStack(this::broken);
  private final PickleMemo memo;
  private int at;

  /**
   * A machine over one input.
   *
   * @param budget is charged for every value before it is made
   */
  Unpickler(PickleInput input, PickleCalls calls, MemoryBudget budget) {
    this.input = input;
    this.calls = calls;
    this.memory = new PickleMemory(budget, input.name(), this::broken);
    this.memo = new PickleMemo(memory, this::broken);
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
      if (!scalar(opcode) && !container(opcode) && !stacking(opcode)) {
        call(opcode);
      }
    }
  }

  private boolean scalar(int opcode) {
    switch (opcode) {
      case Opcode.NONE -> stack.push(Opaque.NONE);
      case Opcode.NEWTRUE -> stack.push(new Flag(true));
      case Opcode.NEWFALSE -> stack.push(new Flag(false));
      case Opcode.BININT -> stack.push(memory.integer(input.int32()));
      case Opcode.BININT1 -> stack.push(memory.integer(input.unsignedByte()));
      case Opcode.BININT2 -> stack.push(memory.integer(input.unsignedShort()));
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
      case Opcode.EMPTY_TUPLE -> stack.push(memory.tuple(List.of()));
      case Opcode.TUPLE1 -> stack.push(memory.tuple(stack.take(1)));
      case Opcode.TUPLE2 -> stack.push(memory.tuple(stack.take(2)));
      case Opcode.TUPLE3 -> stack.push(memory.tuple(stack.take(3)));
      case Opcode.TUPLE -> stack.push(memory.tuple(stack.takeToMark()));
      case Opcode.EMPTY_LIST -> stack.push(memory.list(List.of()));
      case Opcode.LIST -> stack.push(memory.list(stack.takeToMark()));
      case Opcode.APPEND -> append(stack.take(1));
      case Opcode.APPENDS -> append(stack.takeToMark());
      case Opcode.EMPTY_DICT -> stack.push(memory.dict(List.of()));
      case Opcode.DICT -> stack.push(memory.dict(stack.takeToMark()));
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
    stack.push(memory.text(input.text(length)));
  }

  private void append(List<PickleValue> items) {
    memory.append(stack.top(), items);
  }

  private void fill(List<PickleValue> keysAndValues) {
    if (stack.top() instanceof Dict dict) {
      memory.put(dict, keysAndValues);
    } else if (!(stack.top() instanceof Opaque)) {
      throw broken("sets items of " + stack.top().kind());
    }
  }

  private boolean stacking(int opcode) {
    switch (opcode) {
      case Opcode.PROTO -> requireProtocol(input.unsignedByte());
      case Opcode.FRAME -> input.int64();
      case Opcode.MARK -> stack.mark();
      case Opcode.POP -> stack.pop();
      case Opcode.POP_MARK -> stack.takeToMark();
      case Opcode.DUP -> stack.push(stack.top());
      case Opcode.MEMOIZE -> memo.set(memo.next(), stack.top());
      case Opcode.BINPUT -> memo.set(input.unsignedByte(), stack.top());
      case Opcode.LONG_BINPUT -> memo.set(input.unsignedInt(), stack.top());
      case Opcode.BINGET -> stack.push(memo.find(input.unsignedByte()));
      case Opcode.LONG_BINGET -> stack.push(memo.find(input.unsignedInt()));
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

  private void call(int opcode) {
    memory.takeObject();
    PickleValue result =
        switch (opcode) {
          case Opcode.GLOBAL -> calls.global(input.line() + "." + input.line(), at);
          case Opcode.STACK_GLOBAL -> stackGlobal();
          case Opcode.REDUCE, Opcode.NEWOBJ -> {
            List<PickleValue> callableAndArguments = stack.take(2);
            memory.takeContainer();
            yield calls.call(callableAndArguments.get(0), callableAndArguments.get(1), at);
          }
          case Opcode.BINPERSID -> calls.persistent(stack.pop(), at);
          case Opcode.BUILD -> {
            List<PickleValue> objectAndState = stack.take(2);
            if (objectAndState.get(1) instanceof Dict state) {
              memory.takeEntries(state.entries.size());
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

  private Refusal broken(String what) {
    return Refusal.damaged("%s %s (byte %d)".formatted(input.name(), what, at));
  }
}
