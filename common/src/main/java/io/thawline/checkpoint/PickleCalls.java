package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.Global;
import io.thawline.checkpoint.PickleValue.Instance;
import io.thawline.checkpoint.PickleValue.Int;
import io.thawline.checkpoint.PickleValue.Opaque;
import io.thawline.checkpoint.PickleValue.Sequence;
import io.thawline.checkpoint.PickleValue.Storage;
import io.thawline.checkpoint.PickleValue.Text;
import io.thawline.checkpoint.PickleValue.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a pickle may ask for beyond plain data: the few builders of {@link Globals} and PyTorch's
 * storages. Everything else is refused by name before anything is made of it.
 */
final class PickleCalls {
  private static final String STATE_DICT_ALONE =
      "Save the state dict alone: torch.save(model.state_dict(), path).";

  private static final int MAX_RANK = 64;

  /** Bytes that a tensor and a dict's entry take here, generously. */
  private static final int PER_TENSOR = 512;

  private static final int PER_NUMBER = 32;
  private static final int PER_PAIR = 96;

  private final String pickle;
  private final MemoryBudget budget;
  private final Function<String, Optional<Globals.Meaning>> names;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  /**
   * The calls of one pickle.
   *
   * @param pickle what to call it in a message
   * @param budget is charged for what is made
   */
  PickleCalls(String pickle, MemoryBudget budget) {
    this(pickle, budget, Globals::find);
  }

  private PickleCalls(
      String pickle, MemoryBudget budget, Function<String, Optional<Globals.Meaning>> names) {
    this.pickle = pickle;
    this.budget = budget;
    this.names = names;
  }

  /** Those of a TorchScript archive, whose objects are kept as {@link Instance}. */
  static PickleCalls ofScript(String pickle, MemoryBudget budget) {
    return new PickleCalls(pickle, budget, Globals::findInScript);
  }

  /** Every storage the pickle has named, by key. */
  Map<String, Storage> storages() {
    return storages;
  }

  Global global(String name, int at) {
    return new Global(
        name,
        names
            .apply(name)
            .orElseThrow(
                () ->
                    new Refusal(
                        "%s asks for %s (byte %d), which is no part of a state dict and is never run"
                            .formatted(pickle, name, at),
                        STATE_DICT_ALONE)));
  }

  PickleValue call(PickleValue callable, PickleValue arguments, int at) {
    if (!(callable instanceof Global global)
        || !(arguments instanceof Sequence sequence && sequence.isTuple)) {
      throw broken("calls %s with %s".formatted(callable.kind(), arguments.kind()), at);
    }
    List<PickleValue> values = sequence.items;
    if (global.meaning() instanceof Globals.Inert) {
      return new Opaque("a value of " + global.name());
    }
    if (global.meaning() instanceof Globals.ScriptClass) {
      return new Instance(global.name());
    }
    if (global.meaning() instanceof Globals.Builder builder) {
      return switch (builder) {
        case ORDERED_DICT -> orderedDict(values, at);
        case TENSOR -> view(values, at);
        case PARAMETER -> parameter(values, at);
      };
    }
    throw broken("calls " + global.name(), at);
  }

  /** Python 3 fills an ordered dict later; Python 2 hands over a list of pairs. */
  private Dict orderedDict(List<PickleValue> arguments, int at) {
    Dict dict = new Dict();
    if (arguments.isEmpty()) {
      return dict;
    }
    for (PickleValue pair : sequence(arguments.get(0), at).items) {
      budget.charge(PER_PAIR, pickle);
      List<PickleValue> keyAndValue = sequence(pair, at).items;
      if (keyAndValue.size() != 2) {
        throw broken("builds a dict from something else than pairs", at);
      }
      if (keyAndValue.get(0) instanceof Text key) {
        dict.entries.put(key.value(), keyAndValue.get(1));
      }
    }
    return dict;
  }

  private View view(List<PickleValue> arguments, int at) {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Int offset) {
      budget.charge(PER_TENSOR, pickle);
      requireNoFlags(arguments, at);
      return new View(
          storage, offset.value(), longs(arguments.get(2), at), longs(arguments.get(3), at));
    }
    throw broken("builds a tensor from something else than a storage", at);
  }

  /** A seventh argument negates or conjugates every element, which reading them would not show. */
  private void requireNoFlags(List<PickleValue> arguments, int at) {
    if (arguments.size() > 6
        && arguments.get(6) instanceof Dict flags
        && !flags.entries.isEmpty()) {
      throw new Refusal(
          "%s holds a tensor that is kept as %s (byte %d)"
              .formatted(pickle, String.join(", ", flags.entries.keySet()), at),
          "Save plain tensors: {k: v.resolve_neg().clone() for k, v in model.state_dict().items()}.");
    }
  }

  private View parameter(List<PickleValue> arguments, int at) {
    if (!arguments.isEmpty() && arguments.get(0) instanceof View view) {
      return view;
    }
    throw broken("builds a parameter from something else than a tensor", at);
  }

  private List<Long> longs(PickleValue value, int at) {
    List<PickleValue> items = sequence(value, at).items;
    if (items.size() > MAX_RANK) {
      throw broken("builds a tensor of %d dimensions".formatted(items.size()), at);
    }
    budget.charge((long) PER_NUMBER * items.size(), pickle);
    return items.stream().map(item -> integer(item, at)).toList();
  }

  private long integer(PickleValue value, int at) {
    if (value instanceof Int integer) {
      return integer.value();
    }
    throw broken("has %s where an integer belongs".formatted(value.kind()), at);
  }

  private Sequence sequence(PickleValue value, int at) {
    if (value instanceof Sequence sequence) {
      return sequence;
    }
    throw broken("has %s where a sequence belongs".formatted(value.kind()), at);
  }

  /** A storage by its persistent id: ('storage', type, key, device, elements[, view]). */
  Storage persistent(PickleValue id, int at) {
    List<PickleValue> parts = sequence(id, at).items;
    if (parts.size() >= 5
        && parts.get(0) instanceof Text tag
        && tag.value().equals("storage")
        && parts.get(1) instanceof Global type
        && type.meaning() instanceof Globals.StorageType storageType
        && parts.get(2) instanceof Text key
        && parts.get(4) instanceof Int elements) {
      if (parts.size() > 5 && parts.get(5) != Opaque.NONE) {
        throw new Refusal(
            "%s holds a storage that is a part of another one (byte %d), as very old PyTorch wrote"
                .formatted(pickle, at),
            "Load and save it again with PyTorch 1.6 or later.");
      }
      return known(new Storage(storageType.dtype(), key.value(), elements.value()), at);
    }
    throw broken("names a storage in a way that is not understood", at);
  }

  private Storage known(Storage storage, int at) {
    Storage first = storages.putIfAbsent(storage.key(), storage);
    if (first != null && !first.equals(storage)) {
      throw broken("describes storage %s in two ways".formatted(storage.key()), at);
    }
    return storage;
  }

  /**
   * The object of a BUILD; of what others than modules are given, such as a version, none is kept.
   */
  PickleValue build(PickleValue object, PickleValue state, int at) {
    if (object instanceof Instance instance && state instanceof Dict attributes) {
      instance.attributes.putAll(attributes.entries);
      return instance;
    }
    if (object instanceof Dict || object instanceof Opaque) {
      return object;
    }
    throw broken("gives attributes to " + object.kind(), at);
  }

  private Refusal broken(String what, int at) {
    return Refusal.damaged("%s %s (byte %d)".formatted(pickle, what, at));
  }
}
