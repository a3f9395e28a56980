package io.thawline.cli;

import io.thawline.errors.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/**
 * A key and the values that it is to have in turn.
 *
 * @param values at least two, as they would be written in YAML
 */
record Variation(String key, List<String> values) {
  Variation {
    values = List.copyOf(values);
  }

  /**
   * Reads {@code key.path=a,b,c}. Commas inside of brackets, braces and quotes belong to a value.
   *
   * @throws ConfigurationException when there is no key, or fewer than two values
   */
  static Variation parse(String text) {
    int equals = text.indexOf('=');
    List<String> values = equals < 1 ? List.of() : split(text.substring(equals + 1));
    if (values.size() < 2) {
      throw new ConfigurationException(
          "--vary %s names no two values: write for example --vary optimizer.lr=1e-3,1e-4"
              .formatted(text));
    }
    return new Variation(text.substring(0, equals), values);
  }

  private static List<String> split(String text) {
    List<String> values = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        values.add(text.substring(from, i));
        from = i + 1;
      }
    }
    values.add(text.substring(from));
    return values;
  }

  /** All ways to choose a value of each, as overrides; the last varies fastest. */
  static List<List<String>> combinations(List<Variation> varied) {
    List<List<String>> combinations = List.of(List.of());
    for (Variation variation : varied) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> before : combinations) {
        for (String value : variation.values()) {
          List<String> chosen = new ArrayList<>(before);
          chosen.add(variation.key() + "=" + value);
          longer.add(chosen);
        }
      }
      combinations = longer;
    }
    return combinations;
  }
}
