package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.StepScope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Drawing the glyphs of one font after those of another. Networks see pixels as {@code x / 127.5 -
 * 1}, white 1; scores are mean absolute differences on a scale of 0 to 1, half of those.
 *
 * @param side of the square glyphs in pixels
 */
public record FontTask(int side) {
  private static final float HALF_RANGE = 127.5f;

  /**
   * The task for a network of these options.
   *
   * @throws IllegalArgumentException when the network takes images of more than one channel
   */
  public static FontTask of(UNetOptions options) {
    if (options.channels() != 1) {
      throw new IllegalArgumentException(
          "channels must be 1, since glyphs are grey, got " + options.channels());
    }
    return new FontTask(options.imageSize());
  }

  /**
   * A network's inputs for these pairs, [N, 1, side, side] and [N].
   *
   * @throws IllegalArgumentException when a glyph has another side
   */
  public Map<String, NDArray> inputs(StepScope scope, List<GlyphPair> pairs) {
    long[] styles = pairs.stream().mapToLong(GlyphPair::style).toArray();
    return Map.of(
        Zi2ziUNet.IMAGE, images(scope, pairs, GlyphPair::source),
        Zi2ziUNet.STYLE, scope.longs(styles, styles.length));
  }

  /** What the training lowers: the mean absolute difference over all pixels, on -1..1. */
  public NDArray loss(StepScope scope, Map<String, NDArray> outputs, List<GlyphPair> pairs) {
    return generated(outputs).sub(images(scope, pairs, GlyphPair::target)).abs().mean();
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

  private static NDArray generated(Map<String, NDArray> outputs) {
    NDArray image = outputs.get(Zi2ziUNet.IMAGE);
    if (image == null) {
      throw new IllegalArgumentException("the network draws no image: " + outputs.keySet());
    }
    return image;
  }

  /** What a network drew, one array of side x side values in -1..1 for each sample. */
  public List<float[]> drawings(Map<String, NDArray> outputs) {
    float[] values = generated(outputs).toFloatArray();
    int pixels = side * side;
    return IntStream.range(0, values.length / pixels)
        .mapToObj(i -> Arrays.copyOfRange(values, i * pixels, (i + 1) * pixels))
        .toList();
  }

  /** A training loss on the scale of the scores, 0..1. */
  public static double onScoreScale(double loss) {
    return loss / 2;
  }

  /** Mean absolute difference of a drawing from the pair's target, 0..1, summed in fp64. */
  public double score(float[] drawing, GlyphPair pair) {
    double sum = 0;
    for (int pixel = 0; pixel < drawing.length; pixel++) {
      sum += Math.abs((double) drawing[pixel] - level(pair.target()[pixel]));
    }
    return sum / drawing.length / 2;
  }

  /** A drawing as 8-bit grey, rounded to the nearest level. */
  public static byte[] grey(float[] drawing) {
    byte[] grey = new byte[drawing.length];
    for (int i = 0; i < grey.length; i++) {
      int level = Math.round((drawing[i] + 1) * HALF_RANGE);
      grey[i] = (byte) Math.max(0, Math.min(255, level));
    }
    return grey;
  }
}
