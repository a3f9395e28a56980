package io.thawline.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds records from blocks of keys. When a record refuses a key, it is asked again with that
 * key's default in place, so that one run names every key it refuses.
 */
final class RecordBuilder {
  private static final Pattern NAMED = Pattern.compile("([a-z0-9_]+)((?:\\.[\\w-]+)*)[ :].*");

  private final Binder binder;
  private final Problems problems;
  private final Place home;

  RecordBuilder(Binder binder, Problems problems, Place home) {
    this.binder = binder;
    this.problems = problems;
    this.home = home;
  }

  @Nullable Object bind(Class<?> type, Node.Mapping block, String path) {
    Shape shape = Shape.of(type);
    boolean known = refuseUnknown(shape, block, path);
    int count = shape.components().size();
    @Nullable Object[] values = new @Nullable Object[count];
    Set<Integer> replaced = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Shape.Component key = shape.components().get(i);
      String at = KeyNames.child(path, key.key());
      Node.Entry entry = block.find(key.key());
      values[i] =
          entry == null
              ? absent(key, block.place(), at)
              : binder.bind(key.type(), key, entry.value(), at);
      if (values[i] == null) {
        replaced.add(i);
        values[i] = fallback(key, at);
      }
    }
    Object built = build(shape, values, replaced, block, path);
    if (known && replaced.isEmpty()) {
      return built;
    }
    if (built != null) {
      binder.stopgaps().put(path, built);
    }
    return null;
  }

  private boolean refuseUnknown(Shape shape, Node.Mapping block, String path) {
    int before = problems.count();
    block
        .entries()
        .forEach(
            (key, entry) -> {
              if (shape.indexOf(key) < 0) {
                String suggestion = KeyNames.suggestion(key, shape.keys());
                String at = KeyNames.child(path, key);
                problems.add(entry.place(), at + " is not a known key: " + suggestion);
              }
            });
    return problems.count() == before;
  }

  private @Nullable Object absent(Shape.Component key, Place block, String path) {
    if (key.written() != null) {
      return fallback(key, path);
    }
    if (Binder.raw(key.type()).isRecord()) {
      return bind(Binder.raw(key.type()), Node.Mapping.emptyAt(block), path);
    }
    String help = key.help().isEmpty() ? "" : " (" + key.help() + ")";
    String example = key.key() + ": " + Binder.example(key, key.type());
    problems.add(block, path + " is missing" + help + ": write for example " + example);
    return null;
  }

  private @Nullable Object fallback(Shape.Component key, String path) {
    if (key.written() == null) {
      return binder.stopgaps().get(path);
    }
    Problems own = new Problems();
    Node node = YamlTree.parse(key.written(), home, Environment.NONE, own);
    Node value = node == null ? new Node.Scalar(home, "", false) : node;
    Binder defaults = new Binder(own, home);
    Object bound = defaults.bind(key.type(), key, value, path);
    if (bound == null) {
      throw new IllegalStateException("the default of " + path + " is wrong: " + own.lines());
    }
    binder.pathsAsWritten().putAll(defaults.pathsAsWritten());
    return bound;
  }

  /** Returns null when the record refuses the values; adds the refused to {@code replaced}. */
  private @Nullable Object build(
      Shape shape,
      @Nullable Object[] values,
      Set<Integer> replaced,
      Node.Mapping block,
      String path) {
    while (true) {
      for (Object value : values) {
        if (value == null) {
          return null;
        }
      }
      try {
        return shape.create(values);
      } catch (IllegalArgumentException refused) {
        List<String> messages = String.valueOf(refused.getMessage()).lines().toList();
        int index = named(shape, messages.get(0));
        if (index >= 0 && replaced.contains(index)) {
          return null;
        }
        messages.forEach(line -> report(line, named(shape, line) >= 0, block, path));
        if (index < 0) {
          return null;
        }
        replaced.add(index);
        Shape.Component key = shape.components().get(index);
        values[index] = fallback(key, KeyNames.child(path, key.key()));
      }
    }
  }

  private static int named(Shape shape, String message) {
    Matcher start = NAMED.matcher(message);
    return start.matches() ? shape.indexOf(start.group(1)) : -1;
  }

  private void report(String message, boolean named, Node.Mapping block, String path) {
    if (!named) {
      problems.add(block.place(), path.isEmpty() ? message : path + ": " + message);
      return;
    }
    problems.add(placeOf(message, block), KeyNames.child(path, message));
  }

  /** The deepest written key of the path that the message begins with. */
  private static Place placeOf(String message, Node.Mapping block) {
    Place place = block.place();
    Node node = block;
    for (String key : message.split("[ :]", 2)[0].split("\\.", -1)) {
      Node.Entry entry = node instanceof Node.Mapping mapping ? mapping.find(key) : null;
      if (entry == null) {
        return place;
      }
      place = entry.place();
      node = entry.value();
    }
    return place;
  }
}
