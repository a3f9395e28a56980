package io.thawline.jobs;

import io.thawline.cluster.PairFiles;
import io.thawline.glyph.GlyphPair;
import io.thawline.report.DroppedSample;
import io.thawline.report.Fact;
import io.thawline.task.FontTask;
import java.util.List;

/**
 * The characters of two fonts.
 *
 * @param drawing whose network says how large they are drawn
 */
record FontPairs(RunContext context, FontData data, FontTask drawing) implements GlyphPairs {
  @Override
  public PreparedData<GlyphPair> prepare() {
    PairSources sources = PairSources.open(context, data, drawing.model().imageSize());
    PreparedPairs pairs = new PairPreparation(context, sources).pairs();
    return new PreparedData<>(
        pairs.fingerprint(),
        PairPreparation.summary(pairs),
        part(pairs.trainingDirectory(), pairs.training()),
        part(pairs.validationDirectory(), pairs.validation()),
        pairs.dropped().stream()
            .map(dropped -> new DroppedSample(named(dropped.character()), dropped.reason()))
            .toList());
  }

  private static String named(String character) {
    return "%s U+%04X".formatted(character, character.codePointAt(0));
  }

  private PreparedData.Part<GlyphPair> part(String directory, long count) {
    return PreparedData.Part.inRun(context, directory, count, PairFiles::read, "drawn");
  }

  @Override
  public List<Integer> styles() {
    return List.of(data.style());
  }

  @Override
  public String title() {
    return "From %s to %s"
        .formatted(TaskReport.fileName(data.sourceFont()), TaskReport.fileName(data.targetFont()));
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact("Source font", TaskReport.fileName(data.sourceFont())),
        new Fact("Target font", TaskReport.fileName(data.targetFont())));
  }
}
