package io.thawline.image;

/**
 * Bilinear resizing as Pillow does it: where an image shrinks, the triangle under which pixels are
 * weighed widens with it, so that none is left out; rows first, in 8 bits between.
 */
final class Bilinear {
  private static final int PRECISION = 32 - 8 - 2;

  private Bilinear() {}

  /**
   * The plane in another size.
   *
   * @param plane row-major, width x height
   * @param side of the square result
   */
  static byte[] resize(byte[] plane, int width, int height, int side) {
    byte[] rows = width == side ? plane : rows(plane, width, height, side);
    return height == side ? rows : columns(rows, side, height, side);
  }

  private static byte[] rows(byte[] plane, int width, int height, int to) {
    byte[] result = new byte[to * height];
    for (int x = 0; x < to; x++) {
      Window window = Window.of(x, width, to);
      for (int y = 0; y < height; y++) {
        result[y * to + x] = window.apply(plane, y * width, 1);
      }
    }
    return result;
  }

  private static byte[] columns(byte[] plane, int width, int height, int to) {
    byte[] result = new byte[width * to];
    for (int y = 0; y < to; y++) {
      Window window = Window.of(y, height, to);
      for (int x = 0; x < width; x++) {
        result[y * width + x] = window.apply(plane, x, width);
      }
    }
    return result;
  }

  /** The pixels that one pixel of the result is made of, and their weights in fixed point. */
  @SuppressWarnings("ArrayRecordComponent") // of this file alone
  private record Window(int first, int[] weights) {
    static Window of(int pixel, int from, int to) {
      double scale = (double) from / to;
      double reach = Math.max(scale, 1);
      double centre = (pixel + 0.5) * scale;
      int first = Math.max((int) (centre - reach + 0.5), 0);
      int last = Math.min((int) (centre + reach + 0.5), from);
      double[] shares = new double[last - first];
      double sum = 0;
      for (int i = 0; i < shares.length; i++) {
        shares[i] = Math.max(0, 1 - Math.abs((i + first - centre + 0.5) / reach));
        sum += shares[i];
      }
      int[] weights = new int[shares.length];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (int) (shares[i] / sum * (1 << PRECISION) + 0.5);
      }
      return new Window(first, weights);
    }

    byte apply(byte[] plane, int start, int stride) {
      int sum = 1 << (PRECISION - 1);
      for (int i = 0; i < weights.length; i++) {
        sum += (plane[start + (first + i) * stride] & 0xff) * weights[i];
      }
      return (byte) Math.min(sum >> PRECISION, 255);
    }
  }
}
