package io.thawline.glyph;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;

/**
 * The box of all points of a path, those of its curves' control polygons included, as FreeType's
 * {@code FT_Outline_Get_CBox}. {@link Path2D#getBounds2D} gives this box up to Java 18 and the
 * curves' own later: glyphs must not move with the Java version.
 */
record Bounds(double left, double top, double right, double bottom) {
  private static final int[] COORDINATES = {2, 2, 4, 6, 0};

  static Bounds of(Path2D path) {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    double[] points = new double[6];
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      int used = COORDINATES[i.currentSegment(points)];
      for (int k = 0; k < used; k += 2) {
        left = Math.min(left, points[k]);
        right = Math.max(right, points[k]);
        top = Math.min(top, points[k + 1]);
        bottom = Math.max(bottom, points[k + 1]);
      }
    }
    return new Bounds(left, top, right, bottom);
  }
}
