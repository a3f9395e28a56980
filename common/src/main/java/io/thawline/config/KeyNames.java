package io.thawline.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Names of keys: from Java to YAML, and the nearest to one that is not known. */
final class KeyNames {
  private KeyNames() {}

  static String ofComponent(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  static String ofConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** {@code "did you mean lr? Known: lr, name"}, or the known names alone when none is near. */
  static String suggestion(String written, Collection<String> known) {
    String list = "known here: " + String.join(", ", known);
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(written, name)))
        .filter(name -> distance(written, name) <= Math.max(1, written.length() / 2))
        .map(name -> "did you mean " + name + "? (" + list + ")")
        .orElse(list);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swapped = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(swapped, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
