package io.thawline.checkpoint;

import io.thawline.checkpoint.PickleValue.Instance;
import io.thawline.checkpoint.PickleValue.View;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the state dict of a TorchScript module: its tensors by the path of modules to them. */
final class ScriptFinder {
  private static final int MAX_DEPTH = 100;

  /** Bytes that an entry and a character of its path take here, generously. */
  private static final int PER_ENTRY = 256;

  private static final int PER_CHARACTER = 4;

  private final ScriptClasses classes;
  private final MemoryBudget budget;
  private final Map<String, View> views = new LinkedHashMap<>();
  private final Set<String> parameters = new LinkedHashSet<>();

  /**
   * A finder.
   *
   * @param budget is charged for every path, for modules may lie in several places
   */
  ScriptFinder(ScriptClasses classes, MemoryBudget budget) {
    this.classes = classes;
    this.budget = budget;
  }

  /**
   * Looks through a module.
   *
   * @throws Refusal when it is none, or nested without end
   */
  void find(PickleValue root) {
    if (!(root instanceof Instance module) || classes.find(module.className).isEmpty()) {
      throw Refusal.damaged("it holds %s where a module belongs".formatted(root.kind()));
    }
    walk("", module, 0);
  }

  /** Parameters and buffers by name, in the module's order. */
  Map<String, View> views() {
    return views;
  }

  /** Names of the parameters. */
  Set<String> parameters() {
    return parameters;
  }

  private void walk(String prefix, Instance module, int depth) {
    if (depth > MAX_DEPTH) {
      throw Refusal.damaged("its modules are nested more than %d deep".formatted(MAX_DEPTH));
    }
    Optional<ScriptClasses.Declared> declared = classes.find(module.className);
    if (declared.isEmpty()) {
      return;
    }
    module.attributes.forEach(
        (key, value) -> {
          String name = prefix + key;
          budget.charge(PER_ENTRY + (long) PER_CHARACTER * name.length(), "its nesting");
          if (value instanceof Instance child) {
            walk(name + ".", child, depth + 1);
          } else if (value instanceof View view) {
            take(name, key, view, declared.get());
          }
        });
  }

  private void take(String name, String key, View view, ScriptClasses.Declared declared) {
    if (declared.parameters().contains(key)) {
      parameters.add(name);
      views.put(name, view);
    } else if (declared.buffers().contains(key)) {
      views.put(name, view);
    }
  }
}
