package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.TorchZipWriter;
import io.thawline.config.Configuration;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.ImageClassifier;
import io.thawline.network.MobileNetV2Options;
import io.thawline.tensor.StateDict;
import io.thawline.transfer.Transfer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of image classification in this JVM, on a composed network of a few layers. */
class ImageRunTest {
  private static final Path KEYS =
      Path.of("../common/src/test/resources/fixtures/vision/mobilenet_v2_keys_10.json");
  private static final int ROUNDS = 4;

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

  private static Configuration<RunConfig> configuration(String name, List<String> more)
      throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "model={kind: composed, base: {kind: image, channels: 1, image_size: 24}, layers:"
                    + " [{kind: conv, out: 16, kernel: 5, stride: 2}, {kind: norm}, {kind:"
                    + " activation, function: relu}, {kind: conv, out: 32, kernel: 3, stride: 2},"
                    + " {kind: norm}, {kind: activation, function: relu}, {kind: pool, function:"
                    + " average}, {kind: dropout, probability: 0.1}, {kind: linear, out: 3}]}",
                "task.augment.crop_padding=1",
                "schedule.0.max_transition_epoch=" + ROUNDS));
    settings.addAll(more);
    return LocalRuns.configuration(
        "typefaces.yaml", temp.resolve(name), settings.toArray(String[]::new));
  }

  private static List<String> run(String name, TinyRuns.Silent told, String... more)
      throws IOException {
    LocalRuns.fineTune(session, configuration(name, List.of(more)), told);
    return told.notes;
  }

  private static byte[] model(String name) throws IOException {
    return Files.readAllBytes(temp.resolve(name).resolve("final/model.safetensors"));
  }

  @Test
  void foldersAreLearnedAndAnEndedRunGoesOnWithTheSameBits() throws IOException {
    List<String> told = run("whole", new TinyRuns.Silent());
    assertThat(told)
        .anyMatch(
            line -> line.matches("2\\d\\d training and \\d\\d validation images of 3 classes"))
        .anyMatch(line -> line.startsWith("accuracy"));
    JsonNode last = manifest("whole", ROUNDS);
    JsonNode first = manifest("whole", 0);
    assertThat(last.findValue("accuracy").asDouble())
        .isGreaterThan(1.5 * first.findValue("most_frequent_accuracy").asDouble());
    assertThat(last.findValue("val_loss").asDouble())
        .isLessThan(first.findValue("class_frequencies").asDouble());
    assertThat(json("whole", "final/labels.json").toString())
        .isEqualTo("[\"kai\",\"ming\",\"sans\"]");
    assertThat(json("whole", "final/preprocess.json").toString())
        .isEqualTo(
            "{\"colour\":\"L\",\"image_size\":24,\"resize\":\"bilinear\",\"keep_aspect_ratio\":false,\"divide_by\":255.0,\"mean\":[0.449],\"std\":[0.226]}");
    assertThat(Files.readString(temp.resolve("whole/report.html"), UTF_8))
        .contains("<h2>Confusion</h2>", "<h2>Worst</h2>", "none: all weights began fresh");
    assertThatThrownBy(() -> run("ended", new TinyRuns.EndingAfter(2)))
        .hasMessageContaining("ended on purpose");
    run("ended", new TinyRuns.Silent());
    assertThat(model("ended")).isEqualTo(model("whole"));
  }

  private static List<String> prepare(String name, String... more) throws IOException {
    TinyRuns.Silent progress = new TinyRuns.Silent();
    RunContext context =
        RunContext.open(session, configuration(name, List.of(more)), progress, store -> {});
    try {
      new Prepare(context).run();
    } finally {
      context.store().close();
    }
    return progress.notes;
  }

  /** A folder of the first images of each typeface. */
  private static Path folder(String name, int images) throws IOException {
    return LocalRuns.images(temp.resolve(name), images);
  }

  @Test
  void fileThatIsNoImageIsDroppedAndNamed() throws IOException {
    Path folder = folder("with broken", 4);
    Files.writeString(folder.resolve("kai/broken.png"), "<html>");
    assertThat(prepare("broken", "data.train.path=" + folder))
        .anyMatch(
            line ->
                line.endsWith(
                    "of 3 classes; dropped 1: kai/broken.png (is no image of a known format)"));
  }

  @Test
  void numbersAreSortedAsNumbersAndCountedInThatOrder() throws IOException {
    Path folder = folder("numbered", 3);
    Files.move(folder.resolve("kai"), folder.resolve("10"));
    Files.move(folder.resolve("ming"), folder.resolve("9"));
    Files.move(folder.resolve("sans"), folder.resolve("100"));
    try (Stream<Path> files = Files.list(folder.resolve("10"))) {
      Files.delete(files.findFirst().orElseThrow());
    }
    Configuration<RunConfig> configuration =
        configuration(
            "numbers",
            List.of(
                "data.train.path=" + folder,
                "data.validation_share=0",
                "data.validation.path=" + folder));
    RunContext context =
        RunContext.open(session, configuration, new TinyRuns.Silent(), store -> {});
    try {
      RunConfig config = context.config();
      ImageSet images =
          new ImagePreparation(
                  context,
                  (ImageData) config.data(),
                  ImageClassifier.of(config.model()).orElseThrow())
              .images();
      assertThat(images.labels()).containsExactly("9", "10", "100");
      assertThat(images.counts()).containsExactly(3L, 2L, 3L);
    } finally {
      context.store().close();
    }
  }

  @Test
  void tableIsReadByItsColumnsAndSplitByConditions() throws IOException {
    Path folder = folder("for a table", 4);
    session
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(folder.toString())
        .selectExpr(
            "content as picture",
            "element_at(split(path, '/'), -2) as face",
            "monotonically_increasing_id() as number",
            "if(path like '%4E5D%', 'val', 'train') as part")
        .createOrReplaceTempView("pictures");
    String[] table = {
      "data.columns={image: picture, label: face, id: number}",
      "data.validation_share=0",
      "data.train={table: pictures, where: part = 'train'}",
      "data.validation.where=part = 'val'"
    };
    assertThat(prepare("table", table)).contains("9 training and 3 validation images of 3 classes");
    assertThatThrownBy(() -> prepare("column", table[1], table[2], table[3]))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "data.columns.image is image, and table pictures has no such column: write one of"
                + " picture, face, number, part");
  }

  @Test
  void whatTheNetworkCannotLearnFromIsRefusedBeforeTraining() throws IOException {
    Path folder = folder("other labels", 2);
    Path validation = folder("other labels to validate", 1);
    Files.move(validation.resolve("kai"), validation.resolve("brush"));
    assertThatThrownBy(
            () ->
                prepare(
                    "unknown",
                    "data.train.path=" + folder,
                    "data.validation_share=0",
                    "data.validation.path=" + validation))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("has the label brush (such as brush/U+")
        .hasMessageContaining("the classes are kai, ming, sans");
    assertThatThrownBy(
            () ->
                prepare(
                    "more",
                    "data.train={path: %s, where: label <> 'sans'}"
                        .formatted(LocalRuns.CONF.resolve("demo/typefaces"))))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("has 2 classes (kai, ming)")
        .hasMessageContaining("tells 3 apart: set model.classes");
    assertThatThrownBy(
            () -> prepare("nowhere", "data.train.path=" + temp.resolve("nowhere at all")))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("Path does not exist")
        .hasMessageContaining("Check data.train.path");
  }

  @Test
  void checkpointKeepsAllButItsHeadAndIsHandedOverUnderTorchvisionsKeys() throws Exception {
    Path published = temp.resolve("published.pth");
    StateDict ten = Transfer.fresh(mobileNet(10).network().layout(), 3).weights();
    try (OutputStream out = Files.newOutputStream(published)) {
      TorchZipWriter.write(ten, out);
    }
    List<String> told =
        run(
            "head",
            new TinyRuns.Silent(),
            "model={kind: mobilenet_v2, classes: 3, image_size: 32}",
            "init={from: %s, on_mismatch: {'classifier\\.1\\..*': reinit}}".formatted(published),
            "data.train.path=" + folder("few", 8),
            "schedule.0={params: ['classifier\\..*'], max_transition_epoch: 1}",
            "data.batch_size=8");
    assertThat(told)
        .contains(
            "features.0 to features.18 are frozen, and computed anew for each step:"
                + " task.augment changes each image anew. For validation they are computed once"
                + " (0.0 MB)");
    StateDict handed;
    try (Source file = LocalSource.open(temp.resolve("head/final/model.pth"))) {
      handed = Checkpoints.read(file).tensors();
      List<String> keys = new ArrayList<>();
      new ObjectMapper().readTree(KEYS.toFile()).fieldNames().forEachRemaining(keys::add);
      assertThat(handed.asMap().keySet()).containsExactlyElementsOf(keys);
      assertThat(handed.require("classifier.1.weight").shape().dims()).containsExactly(3, 1280);
      assertThat(handed.require("features.0.0.weight").toFloats())
          .isEqualTo(ten.require("features.0.0.weight").toFloats());
    }
  }

  @Test
  void whatFrozenLayersLeaveIsComputedOnceAPhaseAndChangesNoBitOfAResumedRun() throws Exception {
    String[] schedule = {
      "schedule.0={params: ['head\\.8\\..*'], lr: 1e-2, max_transition_epoch: 2}",
      "schedule.1={params: ['head\\.3\\..*'], lr: 1e-2, max_transition_epoch: 3}",
      "data.train.path=" + folder("kept", 10),
      "task.augment={crop_padding: 0}"
    };
    List<String> told = run("kept", new TinyRuns.Silent(), schedule);
    assertThat(told.stream().filter(line -> line.contains(" frozen")))
        .containsExactly(
            "image to head.6 are frozen: what they make of each sample is computed once, at most"
                + " 1152 bytes (0.0 MB in all)",
            "image to head.2 are frozen: what they make of each sample is computed once, at most"
                + " 9216 bytes (0.3 MB in all)");
    assertThatThrownBy(() -> run("kept, ended", new TinyRuns.EndingAfter(1), schedule))
        .hasMessageContaining("ended on purpose");
    run("kept, ended", new TinyRuns.Silent(), with("prefix_cache.memory_mb=0", schedule));
    assertThat(model("kept, ended")).isEqualTo(model("kept"));
    List<String> off =
        run("not kept", new TinyRuns.Silent(), with("prefix_cache.kind=off", schedule));
    assertThat(off).noneMatch(line -> line.contains(" frozen"));
    for (int round = 0; round <= 3; round++) {
      double expected = manifest("not kept", round).findValue("val_loss").asDouble();
      assertThat(manifest("kept", round).findValue("val_loss").asDouble())
          .isCloseTo(expected, within(1e-5 * expected));
    }
  }

  @Test
  void samplesThatMoveEachEpochAreTrainedOnToTheBitsOfNoCache() throws Exception {
    String[] moving = {
      "schedule.0={params: ['head\\.8\\..*'], lr: 1e-2, max_transition_epoch: 3}",
      "data.train.path=" + folder("moved", 10),
      "data.reshuffle_every=1",
      "averaging.workers=2",
      "task.augment={crop_padding: 0}"
    };
    assertThat(run("moved", new TinyRuns.Silent(), moving))
        .anyMatch(line -> line.contains("data.reshuffle_every: 1 puts them on other shards"));
    run("moved, not kept", new TinyRuns.Silent(), with("prefix_cache.kind=off", moving));
    assertThat(manifest("moved", 3).path("networks").findValue("sha256"))
        .isEqualTo(manifest("moved, not kept", 3).path("networks").findValue("sha256"));
    for (int round = 0; round <= 3; round++) {
      double expected = manifest("moved, not kept", round).findValue("val_loss").asDouble();
      assertThat(manifest("moved", round).findValue("val_loss").asDouble())
          .isCloseTo(expected, within(1e-5 * expected));
    }
  }

  private static String[] with(String first, String... others) {
    return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
  }

  private static MobileNetV2Options mobileNet(int classes) {
    return new MobileNetV2Options(MobileNetV2Options.Kind.MOBILENET_V2, classes, 3, 32, 0.2);
  }

  private static JsonNode manifest(String name, int round) throws IOException {
    return json(name, "checkpoints/round-%05d.json".formatted(round));
  }

  private static JsonNode json(String name, String file) throws IOException {
    return new ObjectMapper().readTree(temp.resolve(name).resolve(file).toFile());
  }
}
