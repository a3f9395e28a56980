package io.thawline.inspect;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The modules that the names of tensors tell of, with counts. BatchNorm's statistics are tensors
 * but no parameters; a tensor that stands under two names counts as parameters once.
 */
final class ModuleTree {
  private static final Set<String> BUFFERS =
      Set.of("running_mean", "running_var", "num_batches_tracked");

  private final Map<String, ModuleTree> children = new LinkedHashMap<>();
  private final List<Leaf> leaves = new ArrayList<>();
  private int tensors;
  private long parameters;
  private long buffers;

  private record Leaf(String name, Shape shape, long parameters, long buffers) {}

  private ModuleTree() {}

  static ModuleTree of(StateDict dict) {
    ModuleTree root = new ModuleTree();
    Set<HostTensor> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    dict.asMap()
        .forEach(
            (name, tensor) -> {
              long elements = counted.add(tensor) ? tensor.shape().elements() : 0;
              boolean buffer = BUFFERS.contains(name.substring(name.lastIndexOf('.') + 1));
              root.add(name, tensor.shape(), buffer ? 0 : elements, buffer ? elements : 0);
            });
    return root;
  }

  static ModuleTree of(Layout layout) {
    ModuleTree root = new ModuleTree();
    for (TensorSpec spec : layout.tensors()) {
      long elements = spec.shape().elements();
      boolean buffer = spec.role() == TensorSpec.Role.BUFFER;
      root.add(spec.name(), spec.shape(), buffer ? 0 : elements, buffer ? elements : 0);
    }
    return root;
  }

  private void add(String name, Shape shape, long ofParameters, long ofBuffers) {
    ModuleTree node = this;
    String[] parts = name.split("\\.", -1);
    node.count(ofParameters, ofBuffers);
    for (int i = 0; i < parts.length - 1; i++) {
      node = node.children.computeIfAbsent(parts[i], part -> new ModuleTree());
      node.count(ofParameters, ofBuffers);
    }
    node.leaves.add(new Leaf(parts[parts.length - 1], shape, ofParameters, ofBuffers));
  }

  private void count(long ofParameters, long ofBuffers) {
    tensors++;
    parameters += ofParameters;
    buffers += ofBuffers;
  }

  long parameters() {
    return parameters;
  }

  long buffers() {
    return buffers;
  }

  /** One line a module, indented by its depth. */
  List<String> lines() {
    TextTable table = new TextTable(1, List.of("module", "tensors", "parameters"));
    addTo(
        (depth, name, node) ->
            table.add(List.of(name, count(node.tensors), count(node.parameters))));
    return table.lines();
  }

  /** One line a module and one a tensor, with its shape. */
  List<String> linesWithShapes() {
    TextTable table = new TextTable(2, List.of("module", "shape", "parameters", "buffers"));
    addTo(
        (depth, name, node) -> {
          table.add(List.of(name, "", count(node.parameters), count(node.buffers)));
          for (Leaf leaf : node.leaves) {
            String indented = "  ".repeat(depth + 1) + leaf.name();
            table.add(
                List.of(
                    indented,
                    leaf.shape().toString(),
                    count(leaf.parameters()),
                    count(leaf.buffers())));
          }
        });
    return table.lines();
  }

  /** Who is told of each module in turn, with its name indented. */
  private interface Visitor {
    void module(int depth, String name, ModuleTree node);
  }

  private void addTo(Visitor visitor) {
    visitor.module(0, "(all)", this);
    children.forEach((name, child) -> child.addTo(visitor, name, 1));
  }

  /** Modules that hold nothing but one other are told of in one line with it. */
  private void addTo(Visitor visitor, String name, int depth) {
    if (leaves.isEmpty() && children.size() == 1) {
      children.forEach((inner, child) -> child.addTo(visitor, name + "." + inner, depth));
      return;
    }
    visitor.module(depth, "  ".repeat(depth) + name, this);
    children.forEach((inner, child) -> child.addTo(visitor, inner, depth + 1));
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
