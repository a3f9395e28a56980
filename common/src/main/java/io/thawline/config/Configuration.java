package io.thawline.config;

import java.util.Map;
import java.util.SortedMap;

/**
 * A configuration in effect: every key has its value, given or default.
 *
 * @param value the records in effect
 * @param written the records as they were written, which {@code value} is too, but where something
 *     that they name was opened
 * @param pathsAsWritten path-valued keys as the user wrote them, by key path
 */
public record Configuration<T extends Record>(
    T value, T written, Map<String, String> pathsAsWritten) {
  public Configuration {
    pathsAsWritten = Map.copyOf(pathsAsWritten);
  }

  /** Of records that are in effect as they were written. */
  public Configuration(T value, Map<String, String> pathsAsWritten) {
    this(value, value, pathsAsWritten);
  }

  /** Of records that were built in Java: paths count as they are. */
  public static <T extends Record> Configuration<T> of(T value) {
    return new Configuration<>(value, Map.of());
  }

  /** The same as written, with these records in effect. */
  public Configuration<T> inEffect(T opened) {
    return new Configuration<>(opened, written, pathsAsWritten);
  }

  /**
   * All keys as YAML, in the order of the records: the same values give the same text. Paths are
   * resolved, secrets are hidden.
   */
  public String toYaml() {
    return new YamlWriter().write(written);
  }

  /**
   * The values of the keys of one kind, by key path ({@code schedule.0.lr}). Paths are as they were
   * written, so that data may move together with its configuration; secrets are hidden.
   */
  public SortedMap<String, String> keys(Key.Kind kind) {
    return new KeyTable(kind, pathsAsWritten).of(written);
  }
}
