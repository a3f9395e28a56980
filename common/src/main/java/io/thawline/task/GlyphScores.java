package io.thawline.task;

/**
 * How near a drawing is to its target, both on a scale of 0 to 1.
 *
 * @param l1 mean absolute difference; 0 for equal images
 * @param rmse root of the mean squared difference; 0 for equal images
 * @param ssim structural similarity, see {@link StructuralSimilarity}; 1 for equal images
 */
record GlyphScores(double l1, double rmse, double ssim) {
  static final GlyphScores NONE = new GlyphScores(0, 0, 0);

  /** The scores of one drawing; both row-major, of that side. */
  static GlyphScores of(double[] drawing, double[] target, int side) {
    double absolute = 0;
    double squared = 0;
    for (int pixel = 0; pixel < drawing.length; pixel++) {
      double difference = drawing[pixel] - target[pixel];
      absolute += Math.abs(difference);
      squared += difference * difference;
    }
    return new GlyphScores(
        absolute / drawing.length,
        Math.sqrt(squared / drawing.length),
        new StructuralSimilarity(side).of(drawing, target));
  }

  GlyphScores plus(GlyphScores other) {
    return new GlyphScores(l1 + other.l1, rmse + other.rmse, ssim + other.ssim);
  }

  GlyphScores dividedBy(double count) {
    return new GlyphScores(l1 / count, rmse / count, ssim / count);
  }
}
