package io.thawline.jobs;

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
import io.thawline.task.FontTask;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;

/** Characters of a font for a handed-over network, and those of another to compare with. */
record GivenFonts(UseContext context, FontTask task, GlyphSampleOptions data) {
  /** Without a font to compare with, the source stands for it. */
  JavaRDD<GlyphPair> read(Labels labels) {
    if (labels == Labels.NEEDED && data.targetFont().isEmpty()) {
      throw new ConfigurationException(
          "data.target_font is missing: name the font to compare with");
    }
    CharacterSet all = CharacterSet.read(data.characters(), bytes(data.characters()));
    CharacterSet characters = data.select().map(all::select).orElse(all);
    FontFile source = font(data.sourceFont());
    FontFile target = labels == Labels.NEEDED ? font(data.targetFont()) : source;
    int style = TrainedStyles.of(context.handed(), task.model().styles()).chosen(data.style());
    String place = context.place("prepared/glyphs.parquet");
    PairRendering rendering = new PairRendering(context.session());
    List<Dropped> dropped =
        rendering.write(
            characters.codePoints(),
            source,
            target,
            new Drawing(task.model().imageSize(), style),
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
}
