package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.glyph.GlyphPair;
import io.thawline.nn.StepScope;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Glyphs as networks see them, {@code x / 127.5 - 1} with white 1, and back.
 *
 * @param side of the square glyphs in pixels
 * @param channels of the images: the grey is repeated, and what comes back is the mean
 */
record GlyphImages(int side, int channels) {
  private static final float HALF_RANGE = 127.5f;
  private static final double RANGE = 255;

  /**
   * The glyphs to draw after, [N, channels, side, side].
   *
   * @throws IllegalArgumentException when a glyph has another side
   */
  NDArray sources(StepScope scope, List<GlyphPair> pairs) {
    return images(scope, pairs, GlyphPair::source);
  }

  /** The glyphs to draw, likewise. */
  NDArray targets(StepScope scope, List<GlyphPair> pairs) {
    return images(scope, pairs, GlyphPair::target);
  }

  /** The styles to draw in, int64 [N]. */
  static NDArray styles(StepScope scope, List<GlyphPair> pairs) {
    long[] styles = pairs.stream().mapToLong(GlyphPair::style).toArray();
    return scope.longs(styles, styles.length);
  }

  private NDArray images(
      StepScope scope, List<GlyphPair> pairs, Function<GlyphPair, byte[]> glyph) {
    int pixels = side * side;
    float[] values = new float[pairs.size() * channels * pixels];
    for (int i = 0; i < pairs.size() * channels; i++) {
      GlyphPair pair = pairs.get(i / channels);
      byte[] grey = checked(pair, glyph.apply(pair));
      for (int pixel = 0; pixel < pixels; pixel++) {
        values[i * pixels + pixel] = level(grey[pixel]);
      }
    }
    return scope.floats(values, pairs.size(), channels, side, side);
  }

  private byte[] checked(GlyphPair pair, byte[] grey) {
    if (grey.length != side * side) {
      throw new IllegalArgumentException(
          "sample %s has %d pixels, the network takes %d x %d: prepare the data again"
              .formatted(pair.id(), grey.length, side, side));
    }
    return grey;
  }

  private static float level(byte grey) {
    return (grey & 0xff) / HALF_RANGE - 1;
  }

  /** What a network drew, one array of side x side values in -1..1 for each sample. */
  List<float[]> drawings(NDArray images) {
    float[] values = (channels == 1 ? images : images.mean(new int[] {1}, true)).toFloatArray();
    int pixels = side * side;
    return IntStream.range(0, values.length / pixels)
        .mapToObj(i -> Arrays.copyOfRange(values, i * pixels, (i + 1) * pixels))
        .toList();
  }

  /** How near a drawing is to the pair's target. */
  GlyphScores scores(float[] drawing, GlyphPair pair) {
    double[] drawn = new double[drawing.length];
    for (int pixel = 0; pixel < drawn.length; pixel++) {
      drawn[pixel] = ((double) drawing[pixel] + 1) / 2;
    }
    return GlyphScores.of(drawn, unit(pair.target()), side);
  }

  /** 8-bit grey on a scale of 0 to 1. */
  static double[] unit(byte[] grey) {
    double[] values = new double[grey.length];
    for (int pixel = 0; pixel < values.length; pixel++) {
      values[pixel] = (grey[pixel] & 0xff) / RANGE;
    }
    return values;
  }

  /** A drawing as 8-bit grey, rounded to the nearest level. */
  static byte[] grey(float[] drawing) {
    byte[] grey = new byte[drawing.length];
    for (int i = 0; i < grey.length; i++) {
      int level = Math.round((drawing[i] + 1) * HALF_RANGE);
      grey[i] = (byte) Math.max(0, Math.min(255, level));
    }
    return grey;
  }
}
