package io.thawline.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records that share a sealed interface, as YAML sees them: a block of keys, the first of which, an
 * enum in each record, says which record it is.
 *
 * @param key that says so
 * @param cases the records by the values of that key
 * @param absent the record where the key is not given, which is the first that has a default for it
 */
record Choice(String key, Map<String, Class<?>> cases, @Nullable Class<?> absent) {
  static boolean isAny(Class<?> type) {
    return type.isInterface() && type.isSealed();
  }

  static Choice of(Class<?> type) {
    Map<String, Class<?>> cases = new LinkedHashMap<>();
    Class<?> absent = null;
    String key = "";
    for (Class<?> record : records(type).toList()) {
      Shape.Component first = Shape.of(record).components().get(0);
      key = first.key();
      absent = absent == null && first.written() != null ? record : absent;
      for (Object constant : Binder.raw(first.type()).getEnumConstants()) {
        cases.put(KeyNames.ofConstant((Enum<?>) constant), record);
      }
    }
    return new Choice(key, cases, absent);
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return Arrays.stream(type.getPermittedSubclasses())
        .filter(one -> one.isRecord() || one.isSealed())
        .flatMap(one -> one.isRecord() ? Stream.of(one) : records(one));
  }

  /** The record that a block is for; empty when its key is absent without a default, or unknown. */
  Optional<Class<?>> find(Node.Mapping block) {
    Node.Entry entry = block.find(key);
    if (entry == null) {
      return Optional.ofNullable(absent);
    }
    return entry.value() instanceof Node.Scalar scalar
        ? Optional.ofNullable(cases.get(scalar.text()))
        : Optional.empty();
  }

  /** What is wrong with a block that no record was found for, without the path. */
  String problem(Node.Mapping block) {
    List<String> known = List.copyOf(cases.keySet());
    Node.Entry entry = block.find(key);
    if (entry == null) {
      return "%s is missing: write one of %s".formatted(key, String.join(", ", known));
    }
    String written = entry.value() instanceof Node.Scalar scalar ? scalar.text() : "";
    return "%s must be one of %s, got %s: %s"
        .formatted(
            key,
            String.join(", ", known),
            entry.value().noun(),
            KeyNames.suggestion(written, known).replaceFirst(" \\(known here.*", ""));
  }

  /** Where that is. */
  Place place(Node.Mapping block) {
    Node.Entry entry = block.find(key);
    return entry == null ? block.place() : entry.place();
  }
}
