package io.thawline.glyph;

import io.thawline.errors.InputRefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Distinct characters in the order of a file.
 *
 * @param location where they came from, for messages
 * @param codePoints Unicode code points, each once
 */
public record CharacterSet(String location, List<Integer> codePoints) {
  private static final int BYTE_ORDER_MARK = 0xfeff;

  public CharacterSet {
    codePoints = codePoints.stream().distinct().toList();
    if (codePoints.isEmpty()) {
      throw new InputRefusedException(
          "%s holds no character. Write at least one into it, in UTF-8.".formatted(location));
    }
  }

  /**
   * Reads a text of one or many characters a line; white space parts nothing and counts nothing.
   *
   * @param utf8 the bytes of the file
   * @throws InputRefusedException when they are not UTF-8, or hold no character
   */
  public static CharacterSet read(String location, byte[] utf8) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new InputRefusedException(
          "%s is not UTF-8 text. Save the list of characters as UTF-8.".formatted(location), e);
    }
    return new CharacterSet(
        location, text.codePoints().filter(CharacterSet::isInk).boxed().toList());
  }

  /**
   * The chosen part.
   *
   * @throws InputRefusedException when it has fewer characters than are asked for
   */
  public CharacterSet select(CharacterSelection selection) {
    int wanted = Math.max(selection.first(), selection.last());
    if (wanted > size()) {
      throw new InputRefusedException(
          "%s holds %d characters, %d are asked for. Ask for fewer, or add some."
              .formatted(location, size(), wanted));
    }
    return new CharacterSet(location, selection.of(codePoints));
  }

  /** The number of characters. */
  public int size() {
    return codePoints.size();
  }

  private static boolean isInk(int codePoint) {
    return !Character.isWhitespace(codePoint)
        && !Character.isSpaceChar(codePoint)
        && codePoint != BYTE_ORDER_MARK;
  }
}
