package io.thawline.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts {@code key.path=value} texts of the command line into a tree; the last of a key counts. */
final class Overrides {
  private static final Pattern DOT = Pattern.compile("\\.");

  private final Environment environment;
  private final Problems problems;
  private final String workingDirectory;

  Overrides(Environment environment, Problems problems, String workingDirectory) {
    this.environment = environment;
    this.problems = problems;
    this.workingDirectory = workingDirectory;
  }

  void apply(List<String> overrides, Node.Mapping root) {
    for (int i = 0; i < overrides.size(); i++) {
      apply(overrides.get(i), i + 1, root);
    }
  }

  private void apply(String override, int number, Node.Mapping root) {
    Place place = Place.ofOverride(override, workingDirectory, number);
    int equals = override.indexOf('=');
    List<String> keys = List.of(DOT.split(override.substring(0, Math.max(equals, 0)), -1));
    if (keys.contains("")) {
      problems.add(place, "not an override: write key.path=value, for example optimizer.lr=1e-3");
      return;
    }
    Node value = value(override.substring(equals + 1), place);
    if (value != null) {
      put(root, keys, 0, new Node.Entry(place, value));
    }
  }

  private @Nullable Node value(String text, Place place) {
    int before = problems.count();
    Node value = YamlTree.parse(text, place, environment, problems);
    if (problems.count() > before) {
      return null;
    }
    return value == null ? new Node.Scalar(place, "", false) : value;
  }

  private void put(Node parent, List<String> keys, int depth, Node.Entry entry) {
    String key = keys.get(depth);
    Node child = child(parent, key);
    if (depth == keys.size() - 1) {
      set(parent, key, keys, depth, entry);
    } else if (child == null || (child instanceof Node.Scalar scalar && scalar.empty())) {
      Node.Mapping created = Node.Mapping.emptyAt(entry.place());
      set(parent, key, keys, depth, new Node.Entry(entry.place(), created));
      put(created, keys, depth + 1, entry);
    } else {
      put(child, keys, depth + 1, entry);
    }
  }

  private static @Nullable Node child(Node parent, String key) {
    if (parent instanceof Node.Mapping mapping) {
      Node.Entry entry = mapping.find(key);
      return entry == null ? null : entry.value();
    }
    if (parent instanceof Node.Sequence list) {
      int index = index(key);
      return index >= 0 && index < list.items().size() ? list.items().get(index) : null;
    }
    return null;
  }

  private void set(Node parent, String key, List<String> keys, int depth, Node.Entry entry) {
    if (parent instanceof Node.Mapping mapping) {
      mapping.entries().put(key, entry);
      return;
    }
    String parentPath = String.join(".", keys.subList(0, depth));
    if (!(parent instanceof Node.Sequence list)) {
      problems.add(
          entry.place(),
          "%s holds %s, not keys: set %s itself".formatted(parentPath, parent.noun(), parentPath));
      return;
    }
    int size = list.items().size();
    int index = index(key);
    if (index >= 0 && index < size) {
      list.items().set(index, entry.value());
    } else if (index == size) {
      list.items().add(entry.value());
    } else {
      problems.add(
          entry.place(),
          "%s is a list of %d: write an index from 0 to %d".formatted(parentPath, size, size));
    }
  }

  private static int index(String key) {
    return key.matches("\\d{1,6}") ? Integer.parseInt(key) : -1;
  }
}
