package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that learn from images of glyphs: the same as those that draw the glyphs themselves. */
class PairRunTest {
  private static final String TWO_EPOCHS =
      "schedule={0: {params: ['.*'], max_transition_epoch: 2}}";
  private static final int STYLES = 4;

  /** As Spark 4 has it, unless told otherwise. */
  private static final String STRICT_SQL = "spark.sql.ansi.enabled";

  private static final StructType TABLE =
      new StructType()
          .add("glyph", DataTypes.StringType)
          .add("plain", DataTypes.BinaryType)
          .add("drawn", DataTypes.BinaryType)
          .add("font", DataTypes.LongType)
          .add("part", DataTypes.StringType);

  @TempDir static Path temp;
  private static TinyRuns runs;
  private static Path folder;

  @BeforeAll
  static void learnFromFonts() throws IOException {
    runs = new TinyRuns(temp);
    runs.run("fonts", new TinyRuns.Silent(), List.of(TWO_EPOCHS));
    folder = temp.resolve("images");
    PairImages.write(folder.resolve("train"), "", drawn("training"));
    PairImages.write(folder.resolve("validation"), "", drawn("validation"));
  }

  @AfterAll
  static void stopSpark() {
    runs.close();
  }

  private static List<GlyphPair> drawn(String part) {
    return PairImages.drawn(runs.session(), temp.resolve("fonts"), part);
  }

  private static List<String> data(String data, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of("data={kind: pairs, batch_size: 4, %s}".formatted(data), TWO_EPOCHS));
    settings.addAll(List.of(more));
    return settings;
  }

  private static String places(Path root) {
    return "train: {path: %1$s/train}, validation: {path: %1$s/validation}".formatted(root);
  }

  @Test
  void imagesSideBySideGiveTheBitsOfTheFontsThatDrewThem() throws IOException {
    TinyRuns.Silent progress = new TinyRuns.Silent();
    List<String> settings = data(places(folder));
    settings.add("report={worst: 1, median: 1}");
    runs.session().conf().set(STRICT_SQL, true);
    runs.run("folder", progress, settings);
    runs.session().conf().unset(STRICT_SQL);
    assertThat(runs.tensors("folder")).isEqualTo(runs.tensors("fonts"));
    assertThat(progress.notes).contains("12 training and 6 validation pairs of 1 styles");
    assertThat(Files.readString(temp.resolve("folder/report.html"), UTF_8))
        .contains("Glyph pairs of train, from the checkpoint zi2zi64_sans_to_serif.pth", "0: 12");
    assertThat(Files.readString(temp.resolve("folder/final/preprocess.json"), UTF_8))
        .contains("as in the images that were given");
  }

  @Test
  void tableGivesThemTooAndAResumedRunGoesOnWithWhatItBeganWith() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String part : List.of("training", "validation")) {
      for (GlyphPair pair : drawn(part)) {
        rows.add(
            RowFactory.create(
                pair.id(),
                PairImages.single(pair.source()),
                PairImages.single(pair.target()),
                pair.id().hashCode() % 2 == 0 ? 0L : null,
                part));
      }
    }
    rows.add(RowFactory.create("broken", new byte[] {1}, new byte[] {1}, 0L, "training"));
    rows.add(RowFactory.create("empty", null, new byte[] {1}, 0L, "validation"));
    Path table = temp.resolve("pairs.parquet");
    runs.session().createDataFrame(rows, TABLE).write().parquet(table.toString());
    List<String> settings =
        data(
            "train: {path: %s, format: parquet, where: part = 'training'}, validation: {where: part = 'validation'}, columns: {id: glyph, source: plain, target: drawn, style: font}"
                .formatted(table));
    TinyRuns.Silent progress = new TinyRuns.Silent();
    assertThatThrownBy(() -> runs.run("table", new TinyRuns.EndingAfter(1), settings))
        .hasMessageContaining("ended on purpose");
    delete(table);
    runs.run("table", progress, settings);
    assertThat(runs.tensors("table")).isEqualTo(runs.tensors("fonts"));
    assertThat(progress.notes)
        .contains(
            "12 training and 6 validation pairs of 1 styles; dropped 2: broken (is no image of a"
                + " known format), empty (has no bytes)");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @Test
  void twoStylesAreLearnedAgainstADiscriminator() throws IOException {
    Path two = temp.resolve("two styles");
    for (String style : List.of("0", "3")) {
      PairImages.write(two, style + "_", drawn("training").subList(0, 6));
    }
    runs.run(
        "two",
        new TinyRuns.Silent(),
        data(
            "train: {path: '%s'}, validation_share: 0.3".formatted(two),
            "task={kind: font_adversarial}",
            "discriminator.base_channels=4",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}"));
    assertThat(
            new ObjectMapper()
                .readTree(temp.resolve("two/final/preprocess.json").toFile())
                .get("styles")
                .toString())
        .isEqualTo("[0,3]");
    assertThat(runs.manifest("two", 1).findValue("category_loss").asDouble()).isPositive();
    float[] before = embedding(LocalRuns.CONF.resolve("demo/zi2zi64_sans_to_serif.pth"));
    float[] after = embedding(temp.resolve("two/final/model.pth"));
    assertThat(
            IntStream.range(0, STYLES)
                .filter(style -> !row(before, style).equals(row(after, style))))
        .containsExactly(0, 3);
  }

  private static float[] embedding(Path checkpoint) throws IOException {
    try (Source file = LocalSource.open(checkpoint)) {
      return Checkpoints.read(file).tensors().require("embedder.weight").toFloats();
    }
  }

  private static FloatBuffer row(float[] embedding, int style) {
    int width = embedding.length / STYLES;
    return FloatBuffer.wrap(embedding, style * width, width);
  }

  private static void assertRefused(String name, String data, String... messages) {
    var refused =
        assertThatThrownBy(
            () -> runs.run(name, new TinyRuns.Silent(), data(data, "model.styles=4")));
    refused.isInstanceOfAny(InputRefusedException.class, ConfigurationException.class);
    for (String message : messages) {
      refused.hasMessageContaining(message);
    }
  }

  @Test
  void whatTheNetworkCannotLearnFromIsRefusedBeforeTraining() throws IOException {
    Path odd = temp.resolve("odd");
    PairImages.write(odd.resolve("more"), "4_", drawn("training").subList(0, 1));
    PairImages.write(odd.resolve("again"), "4_", drawn("training").subList(0, 1));
    Files.write(odd.resolve("one.png"), PairImages.single(drawn("training").get(0).source()));
    assertRefused(
        "odd",
        "train: {path: %s}, validation_share: 0.01".formatted(odd),
        "holds 1 that do not fit, such as one, which is 64 x 64 pixels",
        "has the style 4 (such as 4_U+",
        "and the network has 4 of them",
        "has several pairs with the id 4_U+",
        "holds no validation pair");
    String files =
        "train: {path: %s/train, format: binaryFile}, validation_share: 0.1, columns: {id: path, %s}";
    assertRefused(
        "missing",
        files.formatted(folder, "source: content"),
        "data.columns.target is target, and",
        "no such column");
    assertRefused(
        "type",
        files.formatted(folder, "source: content, target: length"),
        "data.columns.target is length, which holds bigint",
        "name a column with the bytes of image files");
    assertRefused(
        "style",
        files.formatted(folder, "source: content, target: content, style: path"),
        "data.columns.style is path, which holds string",
        "name a column of whole numbers");
  }

  @Test
  void glyphsOfAnotherSizeAreRefusedUnlessScalingIsAskedFor() throws IOException {
    String small = "model.image_size=32";
    assertThatThrownBy(
            () -> runs.run("large", new TinyRuns.Silent(), data(places(folder), small, "init={}")))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("holds 12 that do not fit, such as U+")
        .hasMessageContaining(
            "has a glyph of 64 x 64 pixels, and the network takes 32 x 32: write"
                + " data.other_sizes: scale");
    runs.run(
        "scaled",
        new TinyRuns.Silent(),
        data(
            places(folder) + ", other_sizes: scale",
            small,
            "init={}",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}"));
    assertThat(temp.resolve("scaled/final/model.pth")).isNotEmptyFile();
  }
}
