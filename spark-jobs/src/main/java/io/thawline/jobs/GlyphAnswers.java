package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob.Work;
import io.thawline.cluster.FontFile;
import io.thawline.cluster.Labels;
import io.thawline.cluster.PairFiles;
import io.thawline.cluster.PairRendering;
import io.thawline.cluster.PairRendering.Drawing;
import io.thawline.cluster.PairRendering.Dropped;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.CharacterSet;
import io.thawline.glyph.GlyphPair;
import io.thawline.io.Source;
import io.thawline.nn.StepScope;
import io.thawline.report.Png;
import io.thawline.task.FontTask;
import io.thawline.task.LoadedNetworks;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Glyphs in the style that was learned. */
record GlyphAnswers(UseContext context, FontTask task, GlyphSampleOptions data)
    implements Answers<GlyphPair> {
  private static final String PLACE = "glyphs";

  /** Without a font to compare with, the source stands for it. */
  @Override
  public JavaRDD<GlyphPair> samples(Labels labels) {
    context.progress().stage("Preparing glyphs");
    if (labels == Labels.NEEDED && data.targetFont().isEmpty()) {
      throw new ConfigurationException(
          "data.target_font is missing: name the font to compare with");
    }
    CharacterSet all = CharacterSet.read(data.characters(), bytes(data.characters()));
    CharacterSet characters = data.select().map(all::select).orElse(all);
    FontFile source = font(data.sourceFont());
    FontFile target = labels == Labels.NEEDED ? font(data.targetFont()) : source;
    String place = context.place("prepared/glyphs.parquet");
    PairRendering rendering = new PairRendering(context.session());
    List<Dropped> dropped =
        rendering.write(
            characters.codePoints(),
            source,
            target,
            new Drawing(task.model().imageSize(), style()),
            place,
            PairPreparation.writing(context.store()));
    tell(dropped, characters);
    return PairFiles.read(context.session(), place);
  }

  private byte[] bytes(String location) {
    try (Source file = context.handed().files().open(location)) {
      return file.readAll();
    }
  }

  private FontFile font(String location) {
    return new FontFile(location, bytes(location));
  }

  private int style() {
    int style =
        data.style() < 0
            ? context.handed().json("preprocess.json").path("style").asInt()
            : data.style();
    if (style >= task.model().styles()) {
      throw new ConfigurationException(
          "data.style must be below the network's styles (%d), got %d"
              .formatted(task.model().styles(), style));
    }
    return style;
  }

  private void tell(List<Dropped> dropped, CharacterSet characters) {
    if (dropped.size() == characters.size()) {
      throw new InputRefusedException(
          "No character of %s can be drawn: %s."
              .formatted(data.characters(), dropped.get(0).reason()));
    }
    if (!dropped.isEmpty()) {
      context
          .progress()
          .note(
              "warning: left out %d characters: %s"
                  .formatted(
                      dropped.size(),
                      dropped.stream()
                          .map(one -> one.character() + " (" + one.reason() + ")")
                          .collect(Collectors.joining(", "))));
    }
  }

  @Override
  public Work<GlyphPair, Row> work() {
    FontTask asked = task;
    return (networks, scope, batch) -> rows(asked, networks, scope, batch);
  }

  private static List<Row> rows(
      FontTask task, LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    List<byte[]> drawn = task.draw(networks, scope, batch);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      byte[] file = Png.write(drawn.get(i), task.model().imageSize());
      rows.add(RowFactory.create(batch.get(i).id(), file));
    }
    return rows;
  }

  /** A PNG a character, named by its code point. */
  @Override
  public String write(JavaRDD<Row> answers) {
    int count = 0;
    for (Iterator<Row> glyphs = answers.toLocalIterator(); glyphs.hasNext(); count++) {
      Row glyph = glyphs.next();
      context
          .store()
          .writeFile("%s/%s.png".formatted(PLACE, glyph.getString(0)), glyph.<byte[]>getAs(1));
    }
    return "%d glyphs in %s".formatted(count, context.place(PLACE));
  }
}
