package io.thawline.glyph;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Draws single characters of a font on a square canvas, black on white, antialiased: font size 0.92
 * of the side in whole pixels; vertically the bounds of the outline in the middle; horizontally
 * those bounds together with the advance, so that a narrow character keeps its place in the em
 * square; the origin on the pixel grid, so that equal strokes of a font get equal greys. This is
 * how Pillow places a text by its bounding box, and how zi2zi's data is usually drawn.
 *
 * <p>Only AWT's geometry and rasterizer are used, which are Java code; its text needs FreeType and
 * fontconfig from the system. Keeps one canvas, so a renderer belongs to one thread.
 */
public final class GlyphRenderer {
  /** Size of the font as a share of the canvas. */
  public static final double FONT_SIZE = 0.92;

  /** Bounds are taken to 1/64 pixel, as FreeType does, so that rounding noise moves no glyph. */
  private static final double GRID = 64;

  private static final byte WHITE = (byte) 255;

  static {
    // With a DISPLAY set, AWT would otherwise look for X11, which a bare JDK cannot load.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private final Font font;
  private final int side;
  private final double fontSize;
  private final Graphics2D canvas;
  private final byte[] pixels;

  /**
   * A renderer of that font.
   *
   * @param side of the canvas in pixels
   */
  public GlyphRenderer(Font font, int side) {
    if (side <= 0) {
      throw new IllegalArgumentException("the side of a glyph must be positive, not " + side);
    }
    this.font = font;
    this.side = side;
    this.fontSize = Math.floor(FONT_SIZE * side);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    this.pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    this.canvas = image.createGraphics();
    canvas.setColor(Color.BLACK);
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /** Draws one character, or says why there is nothing to draw; side x side, white 255. */
  public Rendering render(int codePoint) {
    Optional<Outline> outline;
    try {
      outline = font.outline(codePoint);
    } catch (IOException e) {
      return new Rendering.Missing("has a broken outline (" + e.getMessage() + ")");
    }
    if (outline.isEmpty()) {
      return new Rendering.Missing("has no glyph");
    }
    Arrays.fill(pixels, WHITE);
    if (!outline.get().isEmpty()) {
      canvas.fill(placed(outline.get()));
    }
    return isBlank() ? new Rendering.Missing("draws no ink") : new Rendering.Drawn(pixels.clone());
  }

  private Path2D placed(Outline outline) {
    double scale = fontSize / outline.unitsPerEm();
    Path2D path =
        new Path2D.Double(outline.path(), AffineTransform.getScaleInstance(scale, -scale));
    Bounds bounds = Bounds.of(path);
    double left = Math.min(down(bounds.left()), 0);
    double right = Math.max(up(bounds.right()), Math.rint(outline.advance() * scale));
    double x = centred(left, right);
    double y = centred(down(bounds.top()), up(bounds.bottom()));
    path.transform(AffineTransform.getTranslateInstance(x, y));
    return path;
  }

  /** The whole-pixel shift that brings a span to the middle, or half a pixel before it. */
  private double centred(double from, double to) {
    return Math.floor((side - (to - from)) / 2) - from;
  }

  private static double down(double pixels) {
    return Math.floor(Math.rint(pixels * GRID) / GRID);
  }

  private static double up(double pixels) {
    return Math.ceil(Math.rint(pixels * GRID) / GRID);
  }

  private boolean isBlank() {
    for (byte pixel : pixels) {
      if (pixel != WHITE) {
        return false;
      }
    }
    return true;
  }
}
