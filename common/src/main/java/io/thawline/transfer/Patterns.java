package io.thawline.transfer;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions that users write. */
final class Patterns {
  private Patterns() {}

  /**
   * Checks a pattern.
   *
   * @throws IllegalArgumentException in words that begin with the key
   */
  static void require(String key, String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "%s: '%s' is no regular expression: %s".formatted(key, pattern, e.getDescription()), e);
    }
  }

  /**
   * Checks the replacement of what a pattern matches.
   *
   * @throws IllegalArgumentException in words that begin with the key
   */
  static void requireReplacement(String key, String pattern, String replacement) {
    try {
      // an alternative that matches the empty text has the pattern's groups, all of them empty
      Pattern.compile("(?:" + pattern + ")|").matcher("").replaceFirst(replacement);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "%s: '%s' is no replacement for '%s': %s. Write $1 for the first group."
              .formatted(key, replacement, pattern, e.getMessage()),
          e);
    }
  }

  /** What to write, in single quotes of YAML, so that just this name is matched. */
  static String exactly(String name) {
    return "'" + name.replaceAll("[\\\\.\\[\\](){}*+?^$|]", "\\\\$0").replace("'", "''") + "'";
  }
}
