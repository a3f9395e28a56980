package io.thawline.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns nodes into values of Java types. Goes on after a problem, to find the others. */
final class Binder {
  private final Problems problems;
  private final RecordBuilder records;
  private final Map<String, String> pathsAsWritten = new TreeMap<>();
  private final Map<String, Object> stopgaps = new HashMap<>();

  Binder(Problems problems, Place home) {
    this.problems = problems;
    this.records = new RecordBuilder(this, problems, home);
  }

  /** Path-valued keys as the user wrote them, before they were resolved. */
  Map<String, String> pathsAsWritten() {
    return pathsAsWritten;
  }

  /**
   * Values that were built with defaults in the place of what was refused, by key path. They let
   * the record around them judge the rest; none is ever handed out.
   */
  Map<String, Object> stopgaps() {
    return stopgaps;
  }

  /**
   * Returns the value; null when there was a problem, which is then noted.
   *
   * @param key the component that holds the value, perhaps as an element
   */
  @Nullable Object bind(Type type, Shape.Component key, Node node, String path) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return present(argument(type, 0), key, node, path);
    }
    if (raw.isRecord() || Choice.isAny(raw)) {
      Node block = node instanceof Node.Scalar s && s.empty() ? emptyBlock(s) : node;
      return block instanceof Node.Mapping mapping
          ? block(raw, mapping, path)
          : wrong(node, path, "a block of keys", String.join(", ", keys(raw)));
    } else if (raw == List.class) {
      return node instanceof Node.Sequence list
          ? list(argument(type, 0), key, list, path)
          : wrong(node, path, "a list", example(key, type));
    } else if (Map.class.isAssignableFrom(raw)) {
      return node instanceof Node.Mapping mapping
          ? map(type, key, mapping, path)
          : wrong(node, path, "a block of keys", example(key, type));
    }
    return scalar(raw, key, node, path);
  }

  private @Nullable Object present(Type type, Shape.Component key, Node node, String path) {
    Object value = bind(type, key, node, path);
    stopgaps.computeIfPresent(path, (at, stopgap) -> Optional.of(stopgap));
    return value == null ? null : Optional.of(value);
  }

  /** A record, or that one of several which the block itself names. */
  @Nullable Object block(Class<?> type, Node.Mapping block, String path) {
    if (type.isRecord()) {
      return records.bind(type, block, path);
    }
    Choice choice = Choice.of(type);
    Class<?> chosen = choice.find(block).orElse(null);
    if (chosen == null) {
      problems.add(choice.place(block), KeyNames.child(path, choice.problem(block)));
      return null;
    }
    return records.bind(chosen, block, path);
  }

  private static List<String> keys(Class<?> type) {
    return type.isRecord() ? Shape.of(type).keys() : List.of(Choice.of(type).key());
  }

  private @Nullable Object scalar(Class<?> raw, Shape.Component key, Node node, String path) {
    if (raw == OptionalDouble.class) {
      return optional(key, node, path);
    }
    if (!(node instanceof Node.Scalar scalar) || scalar.empty()) {
      return wrong(node, path, Scalars.expected(raw, ""), example(key, raw));
    }
    Object value = Scalars.read(raw, scalar.text());
    if (value == null) {
      return wrong(node, path, Scalars.expected(raw, scalar.text()), example(key, raw));
    }
    if (key.path()) {
      pathsAsWritten.put(path, scalar.text());
      return Directories.resolve(scalar.place().directory(), scalar.text());
    }
    return value;
  }

  private @Nullable Object optional(Shape.Component key, Node node, String path) {
    if (node instanceof Node.Scalar scalar && scalar.text().isEmpty()) {
      return OptionalDouble.empty();
    }
    Object number = scalar(double.class, key, node, path);
    return number == null ? null : OptionalDouble.of((Double) number);
  }

  private @Nullable Object list(Type element, Shape.Component key, Node.Sequence list, String at) {
    List<Object> values = new ArrayList<>();
    boolean whole = true;
    for (int i = 0; i < list.items().size(); i++) {
      String path = KeyNames.child(at, "" + i);
      Object value = bind(element, key, list.items().get(i), path);
      whole &= value != null;
      Object usable = value == null ? stopgaps.get(path) : value;
      if (usable != null) {
        values.add(usable);
      }
    }
    boolean full = values.size() == list.items().size();
    return wholeOrStopgap(at, List.copyOf(values), whole, full);
  }

  private @Nullable Object wholeOrStopgap(String at, Object value, boolean whole, boolean full) {
    if (!whole && full) {
      stopgaps.put(at, value);
    }
    return whole ? value : null;
  }

  private @Nullable Object map(Type type, Shape.Component key, Node.Mapping block, String at) {
    Class<?> keyType = raw(argument(type, 0));
    Map<Object, Object> values = keyType == Integer.class ? new TreeMap<>() : new LinkedHashMap<>();
    boolean whole = true;
    for (Map.Entry<String, Node.Entry> child : block.entries().entrySet()) {
      String path = KeyNames.child(at, child.getKey());
      Object mapKey = Scalars.read(keyType, child.getKey());
      Object value = bind(argument(type, 1), key, child.getValue().value(), path);
      Object usable = value == null ? stopgaps.get(path) : value;
      if (mapKey == null || !child.getKey().equals(mapKey.toString())) {
        Place place = child.getValue().place();
        problems.add(place, path + ": the key must be a whole number, such as 0");
        whole = false;
      } else if (usable != null) {
        values.put(mapKey, usable);
      }
      whole &= value != null;
    }
    Object map =
        values instanceof TreeMap<Object, Object> sorted
            ? Collections.unmodifiableSortedMap(sorted)
            : Collections.unmodifiableMap(values);
    return wholeOrStopgap(at, map, whole, values.size() == block.entries().size());
  }

  private @Nullable Object wrong(Node node, String path, String expected, String example) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    String got = node instanceof Node.Scalar s ? Secrets.redact(path, s.noun()) : node.noun();
    String remedy =
        expected.equals("a block of keys")
            ? "write its keys on lines of their own: " + example
            : "write for example " + key + ": " + example;
    problems.add(node.place(), "%s must be %s, got %s: %s".formatted(path, expected, got, remedy));
    return null;
  }

  static String example(Shape.Component key, Type type) {
    if (!key.example().isEmpty()) {
      return key.example();
    }
    Class<?> raw = raw(type);
    if (raw == List.class) {
      return "[]";
    }
    return Map.class.isAssignableFrom(raw) ? "name: value" : Scalars.example(raw);
  }

  static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    }
    return (Class<?>) type;
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  private static Node.Mapping emptyBlock(Node.Scalar scalar) {
    return Node.Mapping.emptyAt(scalar.place());
  }
}
