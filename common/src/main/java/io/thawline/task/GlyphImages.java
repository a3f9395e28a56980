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
 */
record GlyphImages(int side) {
  private static final float HALF_RANGE = 127.5f;

  /**
   * The glyphs to draw after, [N, 1, side, side].
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
    float[] values = new float[pairs.size() * pixels];
    for (int i = 0; i < pairs.size(); i++) {
      byte[] grey = checked(pairs.get(i), glyph.apply(pairs.get(i)));
      for (int pixel = 0; pixel < pixels; pixel++) {
        values[i * pixels + pixel] = level(grey[pixel]);
      }
    }
    return scope.floats(values, pairs.size(), 1, side, side);
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
    float[] values = images.toFloatArray();
    int pixels = side * side;
    return IntStream.range(0, values.length / pixels)
        .mapToObj(i -> Arrays.copyOfRange(values, i * pixels, (i + 1) * pixels))
        .toList();
  }

  /** Mean absolute difference of a drawing from the pair's target, 0..1, summed in fp64. */
  static double difference(float[] drawing, GlyphPair pair) {
    double sum = 0;
    for (int pixel = 0; pixel < drawing.length; pixel++) {
      sum += Math.abs((double) drawing[pixel] - level(pair.target()[pixel]));
    }
    return sum / drawing.length / 2;
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
