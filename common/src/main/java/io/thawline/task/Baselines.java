package io.thawline.task;

import io.thawline.glyph.GlyphPair;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What two drawers that learned nothing score on the same pairs: the one leaves the page blank, the
 * other copies the source glyph. L1 alone flatters, for glyphs are mostly white.
 */
public final class Baselines {
  /** The mean absolute difference of a white page from the target, among {@link #sums}. */
  public static final String BLANK_PAGE = "blank_page";

  /** That of the source glyph itself. */
  public static final String SOURCE_COPY = "source_copy";

  private Baselines() {}

  /**
   * The scores of both by name, such as {@code blank_page}, {@code blank_page_rmse} and {@code
   * blank_page_ssim}, added up over pairs in fp64 in their order.
   *
   * @param side of the glyphs in pixels
   */
  public static SortedMap<String, Double> sums(List<GlyphPair> pairs, int side) {
    double[] white = new double[side * side];
    Arrays.fill(white, 1);
    SortedMap<String, Double> sums = new TreeMap<>();
    put(sums, BLANK_PAGE, sum(pairs, side, pair -> white));
    put(sums, SOURCE_COPY, sum(pairs, side, pair -> GlyphImages.unit(pair.source())));
    return sums;
  }

  private static void put(SortedMap<String, Double> sums, String name, GlyphScores scores) {
    sums.put(name, scores.l1());
    sums.put(name + "_" + FontTask.RMSE, scores.rmse());
    sums.put(name + "_" + FontTask.SSIM, scores.ssim());
  }

  private static GlyphScores sum(
      List<GlyphPair> pairs, int side, Function<GlyphPair, double[]> drawer) {
    GlyphScores sum = GlyphScores.NONE;
    for (GlyphPair pair : pairs) {
      double[] target = GlyphImages.unit(pair.target());
      sum = sum.plus(GlyphScores.of(drawer.apply(pair), target, side));
    }
    return sum;
  }
}
