package io.thawline.glyph;

import io.thawline.errors.InputRefusedException;
import java.awt.geom.GeneralPath;
import java.io.IOException;
import java.util.Optional;
import org.apache.fontbox.cff.CFFCIDFont;
import org.apache.fontbox.cff.CFFFont;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.OTFParser;
import org.apache.fontbox.ttf.OpenTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The outlines of one typeface: TrueType, OpenType with CFF outlines, or one face of a collection.
 *
 * <p>Reading is lazy and cached, so a font belongs to one thread.
 */
public final class Font {
  private final String location;
  private final OpenTypeFont font;
  private final CmapLookup cmap;
  private final int unitsPerEm;

  private Font(String location, OpenTypeFont font) throws IOException {
    this.location = location;
    this.font = font;
    this.cmap = font.getUnicodeCmapLookup();
    this.unitsPerEm = font.getUnitsPerEm();
    if (unitsPerEm <= 0 || !font.isSupportedOTF()) {
      throw new IOException("its outlines are of no supported kind");
    }
  }

  /**
   * Opens a font, or the first face of a collection.
   *
   * @param location where the bytes came from, for messages
   * @throws InputRefusedException when the bytes are no font that can be drawn
   */
  public static Font open(String location, byte[] bytes) {
    return open(location, bytes, 0);
  }

  /**
   * Opens one face of a collection.
   *
   * @param face counted from 0; a single font has face 0 alone
   * @throws InputRefusedException when the bytes are no font that can be drawn, or lack that face
   */
  public static Font open(String location, byte[] bytes, int face) {
    byte[] single = FontCollection.face(location, bytes, face);
    try {
      return new Font(location, new OTFParser().parse(new RandomAccessReadBuffer(single)));
    } catch (IOException | RuntimeException e) {
      // FontBox answers damage with whatever its parsers run into, not with IOException alone.
      throw new InputRefusedException(
          "Cannot read the font %s: %s. Give an intact TrueType or OpenType file (.ttf, .otf, .ttc)."
              .formatted(location, reason(e)),
          e);
    }
  }

  /** Where the font came from. */
  public String location() {
    return location;
  }

  /**
   * Refuses a font that draws not one of the characters.
   *
   * @throws InputRefusedException naming the font and the remedy
   */
  public void requireSomeOf(CharacterSet characters) {
    GlyphRenderer renderer = new GlyphRenderer(this, 16);
    if (characters.codePoints().stream().noneMatch(c -> renderer.render(c).isDrawn())) {
      throw new InputRefusedException(
          "The font %s draws none of the %d characters of %s. Choose a font that covers them."
              .formatted(location, characters.size(), characters.location()));
    }
  }

  /**
   * The outline; absent when the font maps the character to nothing.
   *
   * @throws IOException when the outline cannot be read
   */
  Optional<Outline> outline(int codePoint) throws IOException {
    int glyph = cmap.getGlyphId(codePoint);
    if (glyph == 0) {
      return Optional.empty();
    }
    try {
      GeneralPath path = font.isPostScript() ? compactOutline(glyph) : trueTypeOutline(glyph);
      return Optional.of(new Outline(path, font.getAdvanceWidth(glyph), unitsPerEm));
    } catch (RuntimeException e) {
      throw new IOException(reason(e), e);
    }
  }

  private GeneralPath compactOutline(int glyph) throws IOException {
    CFFFont compact = font.getCFF().getFont();
    // A CID-keyed font names its charstrings by CID; a subset's CIDs are not its glyph numbers.
    int key = compact instanceof CFFCIDFont ? compact.getCharset().getCIDForGID(glyph) : glyph;
    return compact.getType2CharString(key).getPath();
  }

  private GeneralPath trueTypeOutline(int glyph) throws IOException {
    GlyphData data = font.getGlyph().getGlyph(glyph);
    return data == null ? new GeneralPath() : data.getPath();
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? "it is damaged" : message.strip().replaceAll("\\s+", " ");
  }
}
