package io.thawline.transfer;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The patterns of one configuration key.
 *
 * @param key the key in full, for messages
 */
record NamePatterns(String key, List<Pattern> patterns) {
  static NamePatterns of(String key, Collection<String> patterns) {
    return new NamePatterns(key, patterns.stream().map(Pattern::compile).toList());
  }

  boolean match(String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  /** One line for each pattern that matches none of these names. */
  List<String> unmatched(String whose, Collection<String> names) {
    return patterns.stream()
        .filter(pattern -> names.stream().noneMatch(name -> pattern.matcher(name).matches()))
        .map(
            pattern ->
                "%s: '%s' matches none of the %s's %d tensors. Correct or remove it."
                    .formatted(key, pattern, whose, names.size()))
        .toList();
  }

  /** What to write so that a name is matched, as YAML. */
  String remedy(String name) {
    return "%s: [%s]".formatted(key, Patterns.exactly(name));
  }
}
