package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.Sequence;
import io.thawline.checkpoint.PickleValue.View;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds the state dict in what a torch file holds: the file's one object, or a dict of tensors
 * somewhere under it, in dicts, lists and tuples. Optimizers keep their tensors under numbers,
 * where nobody looks, and random states are integers, which no network is made of.
 */
final class StateDictFinder {
  private static final int MAX_DEPTH = 8;
  private static final int PER_CHARACTER = 2;

  private final Map<String, Dict> candidates = new LinkedHashMap<>();
  private final Set<PickleValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private final MemoryBudget budget;

  private StateDictFinder(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * A state dict and its place.
   *
   * @param key the path of keys and indices, joined by dots; empty for the file's one object
   */
  record Found(String key, Map<String, View> views) {
    Map<String, String> metadata() {
      return key.isEmpty() ? Map.of() : Map.of("key", key);
    }
  }

  /**
   * A state dict of a file.
   *
   * @param key its path; empty to take the only one
   * @param budget is charged for paths, which may be as long as a file likes
   * @throws Refusal when there is none there, or more than one and no key
   */
  static Found find(PickleValue root, String key, MemoryBudget budget) {
    StateDictFinder finder = new StateDictFinder(budget);
    finder.walk("", root, 0);
    return key.isEmpty() ? finder.only(root) : finder.at(key);
  }

  private void walk(String path, PickleValue value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (value instanceof Dict dict && seen.add(dict)) {
      if (isStateDict(dict)) {
        candidates.put(path, dict);
      } else {
        dict.entries.forEach((key, nested) -> step(path, key, nested, depth));
      }
    } else if (value instanceof Sequence sequence && seen.add(sequence)) {
      for (int i = 0; i < sequence.items.size(); i++) {
        step(path, Integer.toString(i), sequence.items.get(i), depth);
      }
    }
  }

  private void step(String path, String key, PickleValue nested, int depth) {
    if (nested instanceof Dict || nested instanceof Sequence) {
      budget.charge(PER_CHARACTER * ((long) path.length() + key.length()), "its nesting");
      walk(path.isEmpty() ? key : path + "." + key, nested, depth + 1);
    }
  }

  private static boolean isStateDict(Dict dict) {
    return !dict.entries.isEmpty()
        && dict.entries.values().stream().allMatch(View.class::isInstance);
  }

  private Found at(String key) {
    Dict dict = candidates.get(key);
    if (dict != null) {
      return new Found(key, views(dict));
    }
    throw new Refusal(
        "it holds no state dict under the key '%s'".formatted(key),
        candidates.isEmpty()
            ? "It holds none at all: name another file."
            : "Those it holds: %s.".formatted(names(candidates)));
  }

  private Found only(PickleValue root) {
    Map<String, Dict> fitting = new LinkedHashMap<>(candidates);
    fitting.values().removeIf(dict -> !holdsFloats(dict));
    Map<String, Dict> left = fitting.isEmpty() ? candidates : fitting;
    if (left.size() == 1) {
      Map.Entry<String, Dict> only = left.entrySet().iterator().next();
      return new Found(only.getKey(), views(only.getValue()));
    }
    if (left.isEmpty()) {
      throw none(root);
    }
    throw new Refusal(
        "it holds %d state dicts: %s".formatted(left.size(), names(left)),
        "Name the one to take by its key, such as --key %s."
            .formatted(left.keySet().iterator().next()));
  }

  private static boolean holdsFloats(Dict dict) {
    return dict.entries.values().stream()
        .anyMatch(value -> value instanceof View view && view.storage().dtype().isFloating());
  }

  private static String names(Map<String, Dict> dicts) {
    return String.join(", ", dicts.keySet());
  }

  private static Refusal none(PickleValue root) {
    return root instanceof Dict dict
        ? new Refusal(
            "it holds no state dict" + firstObstacle(dict),
            "Save the state dict alone: torch.save(model.state_dict(), path).")
        : new Refusal(
            "it holds %s, not a state dict".formatted(root.kind()),
            "Save the state dict: torch.save(model.state_dict(), path).");
  }

  private static String firstObstacle(Dict root) {
    return root.entries.entrySet().stream()
        .filter(e -> !(e.getValue() instanceof View) && !(e.getValue() instanceof Dict))
        .findFirst()
        .map(e -> " (%s is %s)".formatted(e.getKey(), e.getValue().kind()))
        .orElse("");
  }

  private static Map<String, View> views(Dict dict) {
    Map<String, View> views = new LinkedHashMap<>();
    dict.entries.forEach(
        (name, value) -> {
          if (value instanceof View view) {
            views.put(name, view);
          }
        });
    return views;
  }
}
