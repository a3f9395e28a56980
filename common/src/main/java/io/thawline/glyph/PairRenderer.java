package io.thawline.glyph;

import io.thawline.glyph.Rendering.Drawn;
import io.thawline.glyph.Rendering.Missing;
import java.util.Locale;

/** Draws characters in two fonts; belongs to one thread, as its fonts do. */
public final class PairRenderer {
  private final Font sourceFont;
  private final Font targetFont;
  private final GlyphRenderer source;
  private final GlyphRenderer target;
  private final int style;

  /**
   * A renderer of pairs.
   *
   * @param side of the glyphs in pixels
   * @param style the row of the style embedding that the target font trains
   */
  public PairRenderer(Font source, Font target, int side, int style) {
    this.sourceFont = source;
    this.targetFont = target;
    this.source = new GlyphRenderer(source, side);
    this.target = new GlyphRenderer(target, side);
    this.style = style;
  }

  /** The pair of one character, or the reason why it is dropped. */
  public RenderedPair render(int codePoint) {
    Rendering before = source.render(codePoint);
    if (before instanceof Missing missing) {
      return dropped(codePoint, sourceFont, missing);
    }
    Rendering after = target.render(codePoint);
    if (after instanceof Missing missing) {
      return dropped(codePoint, targetFont, missing);
    }
    String character = Character.toString(codePoint);
    byte[] sourcePixels = ((Drawn) before).pixels();
    byte[] targetPixels = ((Drawn) after).pixels();
    return RenderedPair.of(
        new GlyphPair(id(codePoint), character, style, sourcePixels, targetPixels));
  }

  /** The stable id of a character: {@code U+} and its code point in at least four hex digits. */
  static String id(int codePoint) {
    return String.format(Locale.ROOT, "U+%04X", codePoint);
  }

  private static RenderedPair dropped(int codePoint, Font font, Missing missing) {
    String reason = font.location() + " " + missing.reason();
    return RenderedPair.dropped(id(codePoint), Character.toString(codePoint), reason);
  }
}
