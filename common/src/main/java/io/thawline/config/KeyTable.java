package io.thawline.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Flattens records into a table of key paths and values. */
final class KeyTable {
  private final Key.Kind kind;
  private final Map<String, String> pathsAsWritten;
  private final SortedMap<String, String> table = new TreeMap<>();

  KeyTable(Key.Kind kind, Map<String, String> pathsAsWritten) {
    this.kind = kind;
    this.pathsAsWritten = pathsAsWritten;
  }

  SortedMap<String, String> of(Record root) {
    record(root, "");
    return Collections.unmodifiableSortedMap(table);
  }

  private void record(Object value, String path) {
    for (Shape.Component key : Shape.of(value.getClass()).components()) {
      add(key, key.valueIn(value), KeyNames.child(path, key.key()));
    }
  }

  private void add(Shape.Component key, Object value, String path) {
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(present -> add(key, present, path));
    } else if (value instanceof Record nested) {
      record(nested, path);
    } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((name, child) -> add(key, child, KeyNames.child(path, name.toString())));
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      for (int i = 0; i < list.size(); i++) {
        add(key, list.get(i), KeyNames.child(path, Integer.toString(i)));
      }
    } else if (key.kind() == kind) {
      String text = Scalars.write(value);
      String written = key.path() ? pathsAsWritten.getOrDefault(path, text) : text;
      table.put(path, Secrets.redact(path, written));
    }
  }
}
