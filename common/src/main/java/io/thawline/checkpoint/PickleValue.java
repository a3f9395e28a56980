package io.thawline.checkpoint;

import io.thawline.tensor.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle builds here: only what tensors are made of. Everything else is {@link Opaque}, of
 * which nothing but the kind is kept. Containers are equal by identity alone, so that no walk over
 * nested ones ever starts by itself.
 */
sealed interface PickleValue {
  /** What to call it in a message. */
  String kind();

  /** An integer that fits in 64 bits. */
  record Int(long value) implements PickleValue {
    @Override
    public String kind() {
      return "an integer";
    }
  }

  /** A string. */
  record Text(String value) implements PickleValue {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /** True or False. */
  record Flag(boolean value) implements PickleValue {
    @Override
    public String kind() {
      return "a boolean";
    }
  }

  /** Something harmless of which only the kind is kept. */
  record Opaque(String kind) implements PickleValue {
    static final Opaque NONE = new Opaque("None");
    static final Opaque FLOAT = new Opaque("a float");
    static final Opaque BYTES = new Opaque("bytes");
    static final Opaque BIG_INT = new Opaque("a long integer");
    static final Opaque SET = new Opaque("a set");
  }

  /** A name that a pickle may use, from {@link Globals}. */
  record Global(String name, Globals.Meaning meaning) implements PickleValue {
    @Override
    public String kind() {
      return "the name " + name;
    }
  }

  /**
   * The memory behind tensors.
   *
   * @param key how the file names it
   * @param elements how many elements the file says it has
   */
  record Storage(DType dtype, String key, long elements) implements PickleValue {
    /**
     * How many bytes the file says it takes.
     *
     * @throws Refusal when no file could hold them
     */
    long bytes() {
      if (elements < 0 || elements > Long.MAX_VALUE / dtype.bytes()) {
        throw Refusal.damaged("storage %s has %d elements".formatted(key, elements));
      }
      return elements * dtype.bytes();
    }

    @Override
    public String kind() {
      return "a storage";
    }
  }

  /**
   * A view of a storage, in elements, not yet checked.
   *
   * @param offset of the first element
   * @param shape outermost first
   * @param strides one for each axis
   */
  record View(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements PickleValue {
    public View {
      shape = List.copyOf(shape);
      strides = List.copyOf(strides);
    }

    @Override
    public String kind() {
      return "a tensor";
    }
  }

  /** A tuple or a list. */
  final class Sequence implements PickleValue {
    final boolean isTuple;
    final List<PickleValue> items;

    Sequence(boolean isTuple, List<PickleValue> items) {
      this.isTuple = isTuple;
      this.items = new ArrayList<>(items);
    }

    @Override
    public String kind() {
      return isTuple ? "a tuple" : "a list";
    }
  }

  /** A dict. Values under keys other than strings, such as an optimizer's, are not kept. */
  final class Dict implements PickleValue {
    final Map<String, PickleValue> entries = new LinkedHashMap<>();

    @Override
    public String kind() {
      return "a dict";
    }
  }

  /** An object of a TorchScript archive. */
  final class Instance implements PickleValue {
    final String className;
    final Map<String, PickleValue> attributes = new LinkedHashMap<>();

    Instance(String className) {
      this.className = className;
    }

    @Override
    public String kind() {
      return "an object of " + className;
    }
  }
}
