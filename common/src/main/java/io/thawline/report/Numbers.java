package io.thawline.report;

import java.util.Locale;

/** Numbers as a reader wants them, whatever the locale of the machine. */
final class Numbers {
  private Numbers() {}

  static String loss(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  /** With thin spaces between thousands. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count).replace(',', '\u2009');
  }

  /** A share with its sign. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u2009%%", 100 * share).replace('-', '\u2212');
  }

  /** The code point of a character; a name that is no character stands as it is. */
  static String codePoint(String character) {
    return isCharacter(character)
        ? String.format(Locale.ROOT, "U+%04X", character.codePointAt(0))
        : character;
  }

  static boolean isCharacter(String name) {
    return !name.isEmpty() && name.codePointCount(0, name.length()) == 1;
  }
}
