package io.thawline.task;

import io.thawline.glyph.GlyphPair;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * What two drawers that learned nothing score on the same pairs: mean absolute difference from the
 * target on a scale of 0 to 1. L1 alone flatters, for glyphs are mostly white.
 *
 * @param blankPage of a white page
 * @param sourceCopy of the source glyph itself
 */
public record Baselines(double blankPage, double sourceCopy) {
  private static final double RANGE = 255;

  /**
   * The baselines of these pairs, summed in fp64 in their order.
   *
   * @throws IllegalArgumentException when there is no pair
   */
  public static Baselines of(List<GlyphPair> pairs) {
    return new Baselines(
        mean(pairs, (pair, pixel) -> RANGE - (pair.target()[pixel] & 0xff)),
        mean(
            pairs,
            (pair, pixel) ->
                Math.abs((pair.source()[pixel] & 0xff) - (pair.target()[pixel] & 0xff))));
  }

  private static double mean(
      List<GlyphPair> pairs, ToDoubleBiFunction<GlyphPair, Integer> difference) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("no pair to score");
    }
    double total = 0;
    for (GlyphPair pair : pairs) {
      double sum = 0;
      for (int pixel = 0; pixel < pair.target().length; pixel++) {
        sum += difference.applyAsDouble(pair, pixel);
      }
      total += sum / pair.target().length / RANGE;
    }
    return total / pairs.size();
  }
}
