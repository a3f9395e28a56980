package io.thawline.glyph;

/** What came of drawing one character. */
public sealed interface Rendering {

  /** True for a glyph with ink. */
  default boolean isDrawn() {
    return this instanceof Drawn;
  }

  /**
   * A glyph with ink.
   *
   * @param pixels 8-bit grey, row-major, side x side, white 255; nobody writes to them
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Drawn(byte[] pixels) implements Rendering {}

  /**
   * Nothing to see.
   *
   * @param reason with the font as its subject, such as {@code has no glyph}
   */
  record Missing(String reason) implements Rendering {}
}
