package io.thawline.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into values: {@code ${env:NAME}}, or {@code ${env:NAME:-default}} for
 * a variable that may be unset or empty. A doubled dollar sign keeps the characters as they are.
 */
record Environment(Map<String, String> variables) {
  static final Environment NONE = new Environment(Map.of());

  private static final String OPENING = "${env:";
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{env:|\\$\\{env:(?:(?<name>\\w+)(?<default>:-[^}]*)?})?");

  String substitute(String text, Place place, Problems problems) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value((Matcher) found, place, problems)));
  }

  /** The text that {@link #substitute} turns back into this one. */
  static String escape(String text) {
    return text.replace(OPENING, "$" + OPENING);
  }

  private String value(Matcher found, Place place, Problems problems) {
    if (found.group().startsWith("$$")) {
      return OPENING;
    }
    String name = found.group("name");
    if (name == null) {
      problems.add(
          place, "'" + OPENING + "' is not closed: write ${env:NAME} or ${env:NAME:-default}");
      return "";
    }
    String set = variables.getOrDefault(name, "");
    String fallback = found.group("default");
    if (fallback != null) {
      return set.isEmpty() ? fallback.substring(2) : set;
    }
    if (!variables.containsKey(name)) {
      problems.add(
          place,
          "environment variable %s is not set: set it, or write ${env:%s:-default}"
              .formatted(name, name));
    }
    return set;
  }
}
