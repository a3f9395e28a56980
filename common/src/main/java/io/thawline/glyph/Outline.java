package io.thawline.glyph;

import java.awt.geom.GeneralPath;

/**
 * A glyph's outline in font units, y upwards.
 *
 * @param advance to the origin of the next glyph
 * @param unitsPerEm font units in the font size
 */
record Outline(GeneralPath path, int advance, int unitsPerEm) {
  boolean isEmpty() {
    return path.getPathIterator(null).isDone();
  }
}
