package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.io.LocalOpener;
import io.thawline.io.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that use what runs handed over, after nothing of the run is left but its final/. */
class HandedOverTest {
  private static final Path MODULE =
      Path.of("../common/src/test/resources/fixtures/networks/scripted_images.pt")
          .toAbsolutePath()
          .normalize();

  @TempDir static Path temp;
  private static SparkSession session;

  @BeforeAll
  static void startSpark() {
    session = LocalRuns.session();
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  /** Trains, moves final/ away from the run, and returns the best round's val_loss. */
  private static double trained(String name, String file, String... more) throws IOException {
    List<String> told =
        LocalRuns.fineTune(
            session, LocalRuns.configuration(file, temp.resolve(name + "-run"), more));
    Files.move(temp.resolve(name + "-run/final"), temp.resolve(name));
    Files.move(temp.resolve(name + "-run"), temp.resolve(name + "-gone"));
    return told.stream()
        .filter(line -> line.startsWith("published val_loss"))
        .mapToDouble(line -> Double.parseDouble(line.split(" +", -1)[2]))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> use(String job, String yaml, Consumer<UseContext> recipe) {
    UseConfig config =
        new ConfigReader(Map.of(), temp.toString())
            .read(
                UseConfig.class,
                new ConfigSource(
                    job, "run: {name: use, dir: %s}\n%s".formatted(job, yaml), temp.toString()),
                List.of())
            .value();
    TinyRuns.Silent told = new TinyRuns.Silent();
    HandedOver handed = HandedOver.open(config.model(), new LocalOpener());
    UseContext context = UseContext.open(session, config, handed, told, store -> {});
    try {
      recipe.accept(context);
    } finally {
      context.store().close();
    }
    return told.notes;
  }

  private static JsonNode evaluated(String job, String yaml) throws IOException {
    use(job, yaml, context -> new Evaluate(context).run());
    return new ObjectMapper()
        .readTree(temp.resolve(job).resolve("evaluation.json").toFile())
        .get("metrics");
  }

  private static List<Row> answered(String job, String yaml) {
    use(job, yaml, context -> new Generate(context).run());
    return session.read().json(temp.resolve(job).resolve("answers").toString()).collectAsList();
  }

  private static void assertSame(JsonNode metrics, double valLoss) {
    assertThat("%.4f".formatted(metrics.get("val_loss").asDouble()))
        .isEqualTo("%.4f".formatted(valLoss));
  }

  @Test
  void imagesAreScoredAndLabelled() throws IOException {
    Path validation = LocalRuns.images(temp, 12);
    double valLoss =
        trained(
            "images",
            "typefaces.yaml",
            "model={kind: composed, base: {kind: image, channels: 1, image_size: 24}, layers:"
                + " [{kind: conv, out: 8, kernel: 5, stride: 2}, {kind: norm}, {kind: pool,"
                + " function: average}, {kind: linear, out: 3}]}",
            "data.train.path=" + LocalRuns.images(temp, 40),
            "data.validation.path=" + validation,
            "data.validation_share=0",
            "task.normalise={mean: [0.5], std: [0.25]}",
            "schedule.0.max_transition_epoch=2");
    String data = "model: {dir: images}\ndata: {kind: images, samples: {path: '%s'}}";
    JsonNode metrics = evaluated("scores", data.formatted(validation));
    assertSame(metrics, valLoss);
    List<Row> answers = answered("labels", data.formatted(validation));
    assertThat(answers).hasSize(36);
    long right =
        answers.stream()
            .filter(row -> row.<String>getAs("id").startsWith(row.<String>getAs("label") + "/"))
            .count();
    assertThat(right / 36.0).isEqualTo(metrics.get("accuracy").asDouble());
    assertThat(answers).allMatch(row -> row.<Double>getAs("score") >= 1 / 3.0);
    Path strange = temp.resolve("strange images");
    Files.createDirectories(strange.resolve("brush"));
    Files.copy(
        validation.resolve("kai").resolve(first(validation.resolve("kai"))),
        strange.resolve("brush/a.png"));
    assertThatThrownBy(() -> evaluated("strange", data.formatted(strange)))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("has the label brush, and the network knows kai, ming, sans");
    assertThatThrownBy(
            () ->
                evaluated(
                    "no data for it",
                    "model: {dir: images}\ndata: {kind: texts, samples: {path: a}}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("data.kind must be images for the network in");
  }

  private static Path first(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().findFirst().orElseThrow().getFileName();
    }
  }

  @Test
  void modulesOfUsersAreTrustedAgain() throws IOException {
    double valLoss =
        trained(
            "module",
            "typefaces.yaml",
            "model={kind: torchscript, from: %s, trusted_sha256: '%s', classes: 3, channels: 1, image_size: 24}"
                .formatted(MODULE, Sha256.hex(Files.readAllBytes(MODULE))),
            "data.train.path=" + LocalRuns.images(temp, 12),
            "data.validation.path=" + LocalRuns.images(temp, 8),
            "data.validation_share=0",
            "schedule={0: {params: ['head.*'], max_transition_epoch: 1}}");
    String data =
        "model: {dir: module, trusted_sha256: '%s'}\ndata: {kind: images, samples: {path: '%s'}}";
    Path images = LocalRuns.images(temp, 8);
    String sum = Sha256.hex(Files.readAllBytes(temp.resolve("module/model.pt")));
    assertThatThrownBy(() -> evaluated("untrusted", data.formatted("", images)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("model.trusted_sha256 is missing")
        .hasMessageEndingWith(sum);
    assertSame(evaluated("trusted", data.formatted(sum, images)), valLoss);
  }

  @Test
  void wordsAreScoredAndLabelled() throws IOException {
    double valLoss =
        trained(
            "words",
            "names.yaml",
            "data.batch_size=16",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}");
    Path texts = LocalRuns.CONF.resolve("demo/texts/names.validation.conll");
    assertSame(
        evaluated(
            "word scores",
            "model: {dir: words}\ndata: {kind: texts, samples: {path: '%s', format: conll}}"
                .formatted(texts)),
        valLoss);
    Path unlabelled =
        Files.writeString(
            temp.resolve("new.jsonl"), "{\"number\": 7, \"text\": \"Emma lives in\"}\n");
    List<Row> answers =
        answered(
            "word labels",
            "model: {dir: words}\ndata: {kind: texts, samples: {path: '%s'}, columns: {id: number}}"
                .formatted(unlabelled));
    assertThat(answers)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.<String>getAs("id")).isEqualTo("7");
              assertThat(row.getList(row.fieldIndex("labels"))).hasSize(3);
            });
  }

  @Test
  void relationsAreScoredAndNamed() throws IOException {
    double valLoss =
        trained(
            "relations",
            "relations.yaml",
            "data.batch_size=16",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}");
    Path texts = LocalRuns.CONF.resolve("demo/texts/relations.validation.jsonl");
    String data =
        "model: {dir: relations}\ndata: {kind: texts, samples: {path: '%s'}, columns: {first: first,"
            + " second: second}}";
    JsonNode metrics = evaluated("relation scores", data.formatted(texts));
    assertSame(metrics, valLoss);
    List<Row> answers = answered("relation labels", data.formatted(texts));
    assertThat(answers).hasSize(Files.readAllLines(texts).size());
    assertThat(answers).allMatch(row -> row.<Double>getAs("score") >= 1 / 3.0);
  }

  @Test
  void glyphsAreScoredAndDrawn() throws IOException {
    double valLoss =
        trained(
            "font",
            "quickstart.yaml",
            "data.train.first=8",
            "data.validation.last=6",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}",
            "report={worst: 1, median: 1}");
    String data = fonts("font");
    assertSame(evaluated("glyph scores", data), valLoss);
    use("drawn", data, context -> new Generate(context).run());
    try (Stream<Path> glyphs = Files.list(temp.resolve("drawn/glyphs"))) {
      List<Path> files = glyphs.toList();
      assertThat(files).hasSize(6);
      assertThat(ImageIO.read(files.get(0).toFile()).getWidth()).isEqualTo(64);
    }
    assertThat(temp.resolve("drawn/glyphs.html")).content().contains("All 6 glyphs.");
  }

  /** Trained on images of two styles, against a discriminator, which no use of it asks for. */
  @Test
  void stylesOfAnAdversarialNetworkAreScoredAndDrawnFromImages() throws IOException {
    List<GlyphPair> pairs = PairImages.rendered(8);
    Path both = temp.resolve("pairs of two styles");
    PairImages.write(both.resolve("train"), "0_", pairs.subList(0, 4));
    PairImages.write(both.resolve("train"), "3_", pairs.subList(0, 4));
    PairImages.write(both.resolve("validation"), "3_", pairs.subList(4, 8));
    double valLoss =
        trained(
            "adversarial",
            "adversarial.yaml",
            "data={kind: pairs, batch_size: 4, train: {path: '%1$s/train'}, validation: {path: '%1$s/validation'}}"
                .formatted(both),
            "discriminator.base_channels=4",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}",
            "report={worst: 1, median: 1}");
    String samples =
        "model: {dir: adversarial}\ndata: {kind: pairs, samples: {path: '%s'}, style: %d}";
    assertSame(
        evaluated("pair scores", samples.formatted(both.resolve("validation"), -1)), valLoss);
    Path alone = Files.createDirectory(temp.resolve("glyphs alone"));
    for (GlyphPair pair : pairs.subList(4, 8)) {
      Files.write(alone.resolve("sans " + pair.id() + ".png"), PairImages.single(pair.source()));
    }
    use(
        "from pairs",
        samples.formatted(both.resolve("validation"), 3),
        context -> new Generate(context).run());
    use("from glyphs", samples.formatted(alone, 3), context -> new Generate(context).run());
    String id = pairs.get(4).id();
    assertThat(temp.resolve("from glyphs/glyphs/sans%20" + id + ".png"))
        .hasSameBinaryContentAs(temp.resolve("from pairs/glyphs/3_" + id + ".png"));
    assertThatThrownBy(() -> evaluated("alone", samples.formatted(alone, 3)))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("which is 64 x 64 pixels, and a file with the target on the left");
    assertThatThrownBy(
            () ->
                use(
                    "which style",
                    samples.formatted(alone, -1),
                    context -> new Generate(context).run()))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("names no style for sans U+")
        .hasMessageContaining("the network learned [0, 3]: write data.style");
    assertThatThrownBy(() -> evaluated("fonts", fonts("adversarial")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("data.style is missing: the network learned the styles 0, 3");
  }

  private static String fonts(String network) {
    return """
        model: {dir: %2$s}
        data:
          kind: fonts
          source_font: %1$s/NotoSansSC-Regular.subset.otf
          target_font: %1$s/ARPLUMing-CN.subset.ttf
          characters: %1$s/chars.txt
          select: {last: 6}
        """
        .formatted(LocalRuns.CONF.resolve("demo"), network);
  }

  @Test
  void directoryThatHoldsNoHandOverIsNamed() {
    assertThatThrownBy(
            () ->
                evaluated(
                    "nothing", "model: {dir: nowhere}\ndata: {kind: images, samples: {path: a}}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "nowhere is neither the directory of a run that has ended nor its final/");
  }
}
