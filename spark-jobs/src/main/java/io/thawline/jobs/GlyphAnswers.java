package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thawline.cluster.EvaluationJob.Work;
import io.thawline.cluster.Labels;
import io.thawline.glyph.GlyphPair;
import io.thawline.nn.StepScope;
import io.thawline.report.Drawings;
import io.thawline.report.Drawings.Drawn;
import io.thawline.report.DrawingsPage;
import io.thawline.report.Png;
import io.thawline.task.FontTask;
import io.thawline.task.LoadedNetworks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;

/** Glyphs in the style that was learned. */
record GlyphAnswers(UseContext context, FontTask task, GlyphSampleData data)
    implements Answers<GlyphPair> {
  private static final String PLACE = "glyphs";
  private static final String SHEET = "glyphs.html";
  private static final String USUAL = "+-_.";

  /** What a page shows at most, for browsers to take it: about 20 MB. */
  private static final int MOST_GLYPHS = 1000;

  /** What the driver takes from executors in one piece: some 10 MB. */
  private static final int GLYPHS_AT_ONCE = 500;

  private static final int MOST_PIXELS = 1 << 25;

  @Override
  public JavaRDD<GlyphPair> samples(Labels labels) {
    context.progress().stage("Preparing glyphs");
    return data.samples(context, task, labels);
  }

  @Override
  public Work<GlyphPair, Row> work() {
    FontTask asked = task;
    return (networks, scope, batch) -> rows(asked, networks, scope, batch);
  }

  /** Its id, its name, and PNG files of what was read and what was drawn. */
  private static List<Row> rows(
      FontTask task, LoadedNetworks networks, StepScope scope, List<GlyphPair> batch) {
    List<byte[]> drawn = task.draw(networks, scope, batch);
    int side = task.model().imageSize();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      GlyphPair pair = batch.get(i);
      rows.add(
          RowFactory.create(
              pair.id(),
              pair.character(),
              Png.write(pair.source(), side),
              Png.write(drawn.get(i), side)));
    }
    return rows;
  }

  /** A PNG a glyph, named by its id, and a page that shows them, or some of very many. */
  @Override
  public String write(JavaRDD<Row> answers) {
    int side = task.model().imageSize();
    Thinned<Row> shown =
        new Thinned<>(Math.max(1, Math.min(MOST_GLYPHS, MOST_PIXELS / (2 * side * side))));
    JavaRDD<Row> kept = answers.persist(StorageLevel.DISK_ONLY());
    int pieces = (int) (kept.count() / GLYPHS_AT_ONCE) + 1;
    for (Iterator<Row> glyphs = kept.repartition(pieces).toLocalIterator(); glyphs.hasNext(); ) {
      Row glyph = glyphs.next();
      shown.add(glyph);
      context
          .store()
          .writeFile(
              "%s/%s.png".formatted(PLACE, fileName(glyph.getString(0))), glyph.<byte[]>getAs(3));
    }
    kept.unpersist();
    context.store().writeFile(SHEET, DrawingsPage.write(drawings(shown, side)));
    return "%d glyphs in %s, shown in %s"
        .formatted(shown.seen(), context.place(PLACE), context.place(SHEET));
  }

  private Drawings drawings(Thinned<Row> shown, int side) {
    return new Drawings(
        context.config().run().name(),
        "Drawn by the network in " + context.handed().directory(),
        side,
        shown.seen(),
        shown.kept().stream()
            .sorted(Comparator.comparing(row -> row.getString(0)))
            .map(row -> new Drawn(row.getString(1), row.<byte[]>getAs(2), row.<byte[]>getAs(3)))
            .toList());
  }

  /** An id as a name that any file system takes: unusual characters by their bytes in UTF-8. */
  private static String fileName(String id) {
    StringBuilder name = new StringBuilder();
    id.codePoints()
        .forEach(
            point -> {
              if (Character.isLetterOrDigit(point) || USUAL.indexOf(point) >= 0) {
                name.appendCodePoint(point);
              } else {
                for (byte each : Character.toString(point).getBytes(UTF_8)) {
                  name.append(String.format(Locale.ROOT, "%%%02X", each));
                }
              }
            });
    return name.toString();
  }
}
