package io.thawline.jobs;

import io.thawline.cluster.PairFiles;
import io.thawline.glyph.GlyphPair;
import io.thawline.glyph.GlyphRenderer;
import io.thawline.report.DroppedSample;
import io.thawline.report.Fact;
import io.thawline.task.FontTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        part(sources.content(sources.training()), pairs.trainingDirectory(), pairs.training()),
        part(
            sources.content(sources.validation()), pairs.validationDirectory(), pairs.validation()),
        pairs.dropped().stream()
            .map(dropped -> new DroppedSample(named(dropped.character()), dropped.reason()))
            .toList());
  }

  private static String named(String character) {
    return "%s U+%04X".formatted(character, character.codePointAt(0));
  }

  private PreparedData.Part<GlyphPair> part(String content, String directory, long count) {
    return PreparedData.Part.inRun(context, content, directory, count, PairFiles::read, "drawn");
  }

  @Override
  public List<Integer> styles() {
    return List.of(data.style());
  }

  @Override
  public Map<String, Object> convention() {
    Map<String, Object> glyph = new LinkedHashMap<>();
    glyph.put("font_size", GlyphRenderer.FONT_SIZE);
    glyph.put("font_size_rounding", "down to whole pixels");
    glyph.put("vertically", "bounds of the outline in the middle");
    glyph.put("horizontally", "bounds of the outline and the advance together in the middle");
    glyph.put("origin", "on the pixel grid");
    glyph.put("ink", 0);
    glyph.put("background", 255);
    return glyph;
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
