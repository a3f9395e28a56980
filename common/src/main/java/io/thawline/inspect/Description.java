package io.thawline.inspect;

import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a network consists of, in words and numbers. */
public final class Description {
  private final String name;
  private final Layout layout;

  /** A description of a network of that name. */
  public Description(String name, Layout layout) {
    this.name = name;
    this.layout = layout;
  }

  /** A line on the whole, the tree of modules, and the groups from the output back. */
  public List<String> lines() {
    ModuleTree tree = ModuleTree.of(layout);
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d tensors, %,d parameters to train, %,d numbers in buffers",
            name,
            layout.size(),
            tree.parameters(),
            tree.buffers()));
    lines.add("");
    lines.addAll(tree.linesWithShapes());
    lines.add("");
    lines.add("Groups from the output back, the order in which a network is thawed:");
    lines.addAll(groups());
    return lines;
  }

  private List<String> groups() {
    TextTable table = new TextTable(1, List.of("group", "top", "tensors", "parameters", "so far"));
    long soFar = 0;
    List<LayerGroup> groups = layout.groups();
    for (int i = groups.size() - 1; i >= 0; i--) {
      long parameters = parameters(groups.get(i));
      soFar += parameters;
      table.add(
          List.of(
              groups.get(i).name(),
              Integer.toString(groups.size() - i),
              Integer.toString(groups.get(i).tensors().size()),
              String.format(Locale.ROOT, "%,d", parameters),
              String.format(Locale.ROOT, "%,d", soFar)));
    }
    return table.lines();
  }

  private long parameters(LayerGroup group) {
    return group.tensors().stream()
        .flatMap(tensor -> layout.find(tensor).stream())
        .filter(TensorSpec::isParameter)
        .mapToLong(spec -> spec.shape().elements())
        .sum();
  }
}
