package io.thawline.jobs;

import io.thawline.cluster.Labels;
import io.thawline.cluster.PairReading;
import io.thawline.cluster.ReadImage;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.task.FontTask;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Images of glyphs for a handed-over network. */
record GivenPairs(UseContext context, FontTask task, PairSampleOptions data) {
  private static final String REMEDY = "check data.samples and data.columns";
  private static final int UNKNOWN = -1;

  JavaRDD<GlyphPair> read(Labels labels) {
    TrainedStyles styles = TrainedStyles.of(context.handed(), task.model().styles());
    int usual = styles.trained().size() == 1 ? styles.trained().get(0) : UNKNOWN;
    boolean forAll = data.style() >= 0;
    JavaRDD<ReadImage> images =
        new PairTables(
                context.session(),
                data.columns(),
                forAll ? styles.chosen(data.style()) : usual,
                forAll,
                task.model().imageSize(),
                data.otherSizes(),
                labels)
            .read(data.samples(), "data.samples");
    ImagePart given = ImagePart.given(context, data.samples(), images);
    List<String> problems =
        new ArrayList<>(given.problems(labels == Labels.NEEDED ? "pair" : "glyph", REMEDY));
    problems.addAll(unknown(given, styles));
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
    given.warnOfDropped(context.progress());
    return PairReading.pairs(images);
  }

  private static List<String> unknown(ImagePart given, TrainedStyles styles) {
    return given.survey().counts().keySet().stream()
        .filter(style -> !TrainedStyles.isBelow(style, styles.count()))
        .limit(1)
        .map(
            style ->
                style.equals(Integer.toString(UNKNOWN))
                    ? "%s names no style for %s, and the network learned %s: write data.style."
                        .formatted(
                            given.location(), given.survey().example(style), styles.trained())
                    : "%s has the style %s (such as %s), and the network has %d: write data.style, or leave it out with data.samples.where."
                        .formatted(
                            given.location(), style, given.survey().example(style), styles.count()))
        .toList();
  }
}
