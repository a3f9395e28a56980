package io.thawline.glyph;

import io.thawline.config.Key;
import java.util.List;

/**
 * Which characters of a list are taken: exactly one of the two is positive.
 *
 * @param first that many from the start, or 0
 * @param last that many from the end, or 0
 */
public record CharacterSelection(
    @Key(help = "that many from the start", defaultValue = "0", example = "100") int first,
    @Key(help = "that many from the end", defaultValue = "0", example = "100") int last) {
  public CharacterSelection {
    if (first < 0 || last < 0 || (first > 0) == (last > 0)) {
      throw new IllegalArgumentException(
          "give one of 'first' and 'last', and a positive number of characters");
    }
  }

  <T> List<T> of(List<T> all) {
    int count = Math.max(first, last);
    return first > 0 ? all.subList(0, count) : all.subList(all.size() - count, all.size());
  }
}
