package io.thawline.text;

import java.util.List;

/**
 * Puts markers around the two entities of a text (Baldini Soares et al. 2019).
 *
 * @param words before and behind the first and the second entity
 */
public record EntityMarkers(List<String> words) {
  public EntityMarkers {
    words = List.copyOf(words);
  }

  /**
   * A part of a text.
   *
   * @param start its first character, counted in code points from 0
   * @param end behind its last
   */
  public record Span(int start, int end) {
    boolean fits(int length) {
      return start >= 0 && start < end && end <= length;
    }

    boolean overlaps(Span other) {
      return start < other.end && other.start < end;
    }
  }

  /**
   * The text with the markers in it.
   *
   * @throws IllegalArgumentException when a span is outside the text, or both share a character
   */
  public String mark(String text, Span first, Span second) {
    int length = text.codePointCount(0, text.length());
    if (!first.fits(length) || !second.fits(length) || first.overlaps(second)) {
      throw new IllegalArgumentException(
          "its entities [%d, %d) and [%d, %d) are not two parts of a text of %d characters: give start and end of each"
              .formatted(first.start(), first.end(), second.start(), second.end(), length));
    }
    return first.start() < second.start()
        ? marked(text, first, words.subList(0, 2), second, words.subList(2, 4))
        : marked(text, second, words.subList(2, 4), first, words.subList(0, 2));
  }

  private static String marked(
      String text, Span left, List<String> aroundLeft, Span right, List<String> aroundRight) {
    return "%s %s %s %s %s %s %s %s %s"
        .formatted(
            part(text, 0, left.start()),
            aroundLeft.get(0),
            part(text, left.start(), left.end()),
            aroundLeft.get(1),
            part(text, left.end(), right.start()),
            aroundRight.get(0),
            part(text, right.start(), right.end()),
            aroundRight.get(1),
            part(text, right.end(), text.codePointCount(0, text.length())))
        .strip();
  }

  private static String part(String text, int start, int end) {
    return text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end))
        .strip();
  }
}
