package io.thawline.glyph;

import io.thawline.sample.Sample;

/**
 * One training sample: a character as the source font and as the target font draw it. The pixel
 * arrays are shared, not copied; nobody writes to them.
 */
public final class GlyphPair implements Sample {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String character;
  private final int style;
  private final byte[] source;
  private final byte[] target;

  /**
   * A pair of square glyphs.
   *
   * @param id stable across runs and machines, unique in its data set
   * @param character the character itself, one code point; the id where nobody says which it is
   * @param style the row of the style embedding
   * @param source 8-bit grey, row-major, side x side, white 255
   * @param target likewise
   */
  public GlyphPair(String id, String character, int style, byte[] source, byte[] target) {
    this.id = id;
    this.character = character;
    this.style = style;
    this.source = source;
    this.target = target;
  }

  @Override
  public String id() {
    return id;
  }

  public String character() {
    return character;
  }

  public int style() {
    return style;
  }

  public byte[] source() {
    return source;
  }

  public byte[] target() {
    return target;
  }
}
