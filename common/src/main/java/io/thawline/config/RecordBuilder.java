package io.thawline.config;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds records from blocks of keys. When a record refuses a key, it is asked again with that
 * key's default or example in place, so that one run names every key it refuses.
 */
final class RecordBuilder {
  private static final Pattern NAMED = Pattern.compile("([a-z0-9_]+)((?:\\.[\\w-]+)*)[ :].*");

  private final Binder binder;
  private final Problems problems;
  private final Place home;

  /** Paths of keys whose value is not the user's, because that was refused. */
  private final Set<String> substituted = new HashSet<>();

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
    boolean whole = true;
    for (int i = 0; i < count; i++) {
      Shape.Component key = shape.components().get(i);
      String at = KeyNames.child(path, key.key());
      Node.Entry entry = block.find(key.key());
      values[i] =
          entry == null
              ? absent(key, block.place(), at)
              : binder.bind(key.type(), key, entry.value(), at);
      if (values[i] == null) {
        whole = false;
        values[i] = substitute(key, at);
      }
    }
    int before = problems.count();
    Object built = build(shape, values, block, path);
    if (known && whole && problems.count() == before) {
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
      return parsed(key, key.written(), path);
    }
    Class<?> raw = Binder.raw(key.type());
    if (raw == Optional.class) {
      return Optional.empty();
    }
    if (raw.isRecord() || Choice.isAny(raw)) {
      return binder.block(raw, Node.Mapping.emptyAt(block), path);
    }
    String help = key.help().isEmpty() ? "" : " (" + key.help() + ")";
    String example = key.key() + ": " + Binder.example(key, key.type());
    problems.add(block, path + " is missing" + help + ": write for example " + example);
    return null;
  }

  /** Something to judge the other keys with; null when there is nothing. */
  private @Nullable Object substitute(Shape.Component key, String path) {
    Object stopgap = binder.stopgaps().get(path);
    if (stopgap != null) {
      return stopgap;
    }
    substituted.add(path);
    if (Binder.raw(key.type()) == Optional.class) {
      return Optional.empty();
    }
    String text = key.written() == null ? key.example() : key.written();
    return text.isEmpty() && key.written() == null ? null : parsed(key, text, path);
  }

  private Object parsed(Shape.Component key, String text, String path) {
    Problems own = new Problems();
    Node node = YamlTree.parse(text, home, Environment.NONE, own);
    Node value = node == null ? new Node.Scalar(home, "", false) : node;
    Binder defaults = new Binder(own, home);
    Object bound = defaults.bind(key.type(), key, value, path);
    if (bound == null) {
      throw new IllegalStateException("'" + text + "' is no value of " + path + ": " + own.lines());
    }
    binder.pathsAsWritten().putAll(defaults.pathsAsWritten());
    return bound;
  }

  /** Returns null when the record refuses the values and nothing can stand in for them. */
  private @Nullable Object build(
      Shape shape, @Nullable Object[] values, Node.Mapping block, String path) {
    while (Arrays.stream(values).noneMatch(Objects::isNull)) {
      try {
        return shape.create(values);
      } catch (IllegalArgumentException refused) {
        boolean again = false;
        for (String line : String.valueOf(refused.getMessage()).lines().toList()) {
          again |= refuse(shape, values, line, block, path);
        }
        if (!again) {
          return null;
        }
      }
    }
    return null;
  }

  /**
   * Reports a line of a refusal, unless it is about something the user did not write.
   *
   * @return whether another value now stands in for the one that was refused
   */
  private boolean refuse(
      Shape shape, @Nullable Object[] values, String line, Node.Mapping block, String path) {
    Matcher start = NAMED.matcher(line);
    int index = start.matches() ? shape.indexOf(start.group(1)) : -1;
    if (index < 0) {
      problems.add(block.place(), path.isEmpty() ? line : path + ": " + line);
      return false;
    }
    String at = KeyNames.child(path, start.group(1) + start.group(2));
    if (isSubstituted(at)) {
      return false;
    }
    problems.add(placeOf(line, block), KeyNames.child(path, line));
    if (!start.group(2).isEmpty()) {
      return false;
    }
    values[index] = substitute(shape.components().get(index), at);
    substituted.add(at);
    return true;
  }

  private boolean isSubstituted(String path) {
    return substituted.stream()
        .anyMatch(
            other ->
                other.equals(path) || other.startsWith(path + ".") || path.startsWith(other + "."));
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
