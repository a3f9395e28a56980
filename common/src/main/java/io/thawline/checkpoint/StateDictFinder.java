package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Dict;
import io.thawline.checkpoint.PickleValue.View;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the state dict in what a torch file holds: the file's one object, or the only dict of
 * tensors somewhere under it. Optimizers keep their tensors under numbers, where nobody looks.
 */
final class StateDictFinder {
  private static final int MAX_DEPTH = 8;

  private final Map<String, Dict> candidates = new LinkedHashMap<>();
  private final Set<PickleValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private StateDictFinder() {}

  /**
   * A state dict and its place.
   *
   * @param key the path of keys, joined by dots; empty for the file's one object
   */
  record Found(String key, Map<String, View> views) {
    Map<String, String> metadata() {
      return key.isEmpty() ? Map.of() : Map.of("key", key);
    }
  }

  /**
   * The state dict of a file.
   *
   * @throws Refusal when there is none, or more than one
   */
  static Found find(PickleValue root) {
    if (!(root instanceof Dict dict)) {
      throw new Refusal(
          "it holds %s, not a state dict".formatted(root.kind()),
          "Save the state dict: torch.save(model.state_dict(), path).");
    }
    StateDictFinder finder = new StateDictFinder();
    finder.walk("", dict, 0);
    return finder.only(dict);
  }

  private void walk(String path, Dict dict, int depth) {
    if (!seen.add(dict) || depth > MAX_DEPTH) {
      return;
    }
    if (isStateDict(dict)) {
      candidates.put(path, dict);
      return;
    }
    dict.entries.forEach(
        (key, value) -> {
          if (value instanceof Dict nested) {
            walk(path.isEmpty() ? key : path + "." + key, nested, depth + 1);
          }
        });
  }

  private static boolean isStateDict(Dict dict) {
    return !dict.entries.isEmpty()
        && dict.entries.values().stream().allMatch(View.class::isInstance);
  }

  private Found only(Dict root) {
    if (candidates.size() == 1) {
      Map.Entry<String, Dict> only = candidates.entrySet().iterator().next();
      return new Found(only.getKey(), views(only.getValue()));
    }
    if (candidates.isEmpty()) {
      throw new Refusal(
          "it holds no state dict" + firstObstacle(root),
          "Save the state dict alone: torch.save(model.state_dict(), path).");
    }
    List<String> keys = List.copyOf(candidates.keySet());
    throw new Refusal(
        "it holds %d state dicts: %s".formatted(keys.size(), String.join(", ", keys)),
        "Save the one to start from alone, such as torch.save(checkpoint['%s'], path)."
            .formatted(keys.get(0).replace(".", "']['")));
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
