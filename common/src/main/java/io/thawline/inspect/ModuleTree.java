package io.thawline.inspect;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The modules that the names of a state dict tell of, with counts. BatchNorm's statistics are
 * tensors but no parameters; a tensor that stands under two names counts as parameters once.
 */
final class ModuleTree {
  private static final Set<String> BUFFERS =
      Set.of("running_mean", "running_var", "num_batches_tracked");

  private final Map<String, ModuleTree> children = new LinkedHashMap<>();
  private int ownTensors;
  private int tensors;
  private long parameters;

  private ModuleTree() {}

  static ModuleTree of(StateDict dict) {
    ModuleTree root = new ModuleTree();
    Set<HostTensor> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    dict.asMap()
        .forEach(
            (name, tensor) -> root.add(name, counted.add(tensor) ? tensor.shape().elements() : 0));
    return root;
  }

  private void add(String name, long elements) {
    ModuleTree node = this;
    String[] parts = name.split("\\.", -1);
    String last = parts[parts.length - 1];
    long added = BUFFERS.contains(last) ? 0 : elements;
    node.count(added);
    for (int i = 0; i < parts.length - 1; i++) {
      node = node.children.computeIfAbsent(parts[i], part -> new ModuleTree());
      node.count(added);
    }
    node.ownTensors++;
  }

  private void count(long added) {
    tensors++;
    parameters += added;
  }

  long parameters() {
    return parameters;
  }

  /** One line a module, indented by its depth. */
  List<String> lines() {
    TextTable table = new TextTable(1, List.of("module", "tensors", "parameters"));
    table.add(row("(all)", this));
    children.forEach((name, child) -> child.addTo(table, name, 1));
    return table.lines();
  }

  /** Modules that hold nothing but one other are told of in one line with it. */
  private void addTo(TextTable table, String name, int depth) {
    if (ownTensors == 0 && children.size() == 1) {
      children.forEach((inner, child) -> child.addTo(table, name + "." + inner, depth));
      return;
    }
    table.add(row("  ".repeat(depth) + name, this));
    children.forEach((inner, child) -> child.addTo(table, inner, depth + 1));
  }

  private static List<String> row(String name, ModuleTree node) {
    return List.of(
        name,
        String.format(Locale.ROOT, "%,d", node.tensors),
        String.format(Locale.ROOT, "%,d", node.parameters));
  }
}
