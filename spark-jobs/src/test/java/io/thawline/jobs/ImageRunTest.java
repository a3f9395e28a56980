package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.cluster.SparkSettings;
import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of image classification in this JVM, on a composed network of a few layers. */
class ImageRunTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();
  private static final int ROUNDS = 4;

  @TempDir static Path temp;
  private static SparkSession session;

  @BeforeAll
  static void startSpark() {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    try {
      session = SparkSettings.open("runs", Optional.empty());
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
    }
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private static Configuration<RunConfig> configuration(String name, List<String> more)
      throws IOException {
    Path file = CONF.resolve("typefaces.yaml");
    ConfigSource source = new ConfigSource("typefaces", Files.readString(file), CONF.toString());
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "run.dir=" + temp.resolve(name),
                "model={kind: composed, base: {kind: image, channels: 1, image_size: 24}, layers: [{kind: conv, out: 16, kernel: 5, stride: 2}, {kind: norm}, {kind: activation, function: relu}, {kind: conv, out: 32, kernel: 3, stride: 2}, {kind: norm}, {kind: activation, function: relu}, {kind: pool, function: average}, {kind: dropout, probability: 0.1}, {kind: linear, out: 3}]}",
                "task.augment.crop_padding=1",
                "schedule.0.max_transition_epoch=" + ROUNDS));
    overrides.addAll(more);
    return new ConfigReader(Map.of(), CONF.toString()).read(RunConfig.class, source, overrides);
  }

  private static List<String> run(String name, TestProgress progress, String... more)
      throws IOException {
    RunContext context = RunContext.open(session, configuration(name, List.of(more)), progress, store -> {});
    try {
      new FineTune(context).run();
    } finally {
      context.store().close();
    }
    return progress.lines;
  }

  private static byte[] model(String name) throws IOException {
    return Files.readAllBytes(temp.resolve(name).resolve("final/model.safetensors"));
  }

  @Test
  void foldersAreLearnedAndAnEndedRunGoesOnWithTheSameBits() throws IOException {
    List<String> told = run("whole", new TestProgress(0));
    assertThat(told)
        .anyMatch(line -> line.matches("2\\d\\d training and \\d\\d validation images of 3 classes"))
        .anyMatch(line -> line.startsWith("best accuracy"));
    JsonNode last = manifest("whole", ROUNDS);
    JsonNode first = manifest("whole", 0);
    assertThat(last.findValue("accuracy").asDouble())
        .isGreaterThan(1.5 * first.findValue("most_frequent_accuracy").asDouble());
    assertThat(last.findValue("val_loss").asDouble())
        .isLessThan(first.findValue("class_frequencies").asDouble());
    assertThat(json("whole", "final/labels.json").toString()).isEqualTo("[\"kai\",\"ming\",\"sans\"]");
    assertThat(json("whole", "final/preprocess.json").toString())
        .isEqualTo(
            "{\"colour\":\"L\",\"image_size\":24,\"resize\":\"bilinear\",\"keep_aspect_ratio\":false,\"divide_by\":255.0,\"mean\":[0.449],\"std\":[0.226]}");
    assertThat(Files.readString(temp.resolve("whole/report.html"), UTF_8))
        .contains("<h2>Confusion</h2>", "<h2>Worst</h2>", "none: all weights began fresh");
    assertThatThrownBy(() -> run("ended", new TestProgress(2)))
        .hasMessageContaining("ended on purpose");
    run("ended", new TestProgress(0));
    assertThat(model("ended")).isEqualTo(model("whole"));
  }

  private static JsonNode manifest(String name, int round) throws IOException {
    return json(name, "checkpoints/round-%05d.json".formatted(round));
  }

  private static JsonNode json(String name, String file) throws IOException {
    return new ObjectMapper().readTree(temp.resolve(name).resolve(file).toFile());
  }

  private static final class TestProgress implements Progress {
    private final int last;
    private final List<String> lines = new ArrayList<>();

    /** Fails once that round is durable, as a driver that dies; 0 for never. */
    private TestProgress(int last) {
      this.last = last;
    }

    @Override
    public void stage(String what) {}

    @Override
    public void note(String line) {
      lines.add(line);
    }

    @Override
    public void resumed(int lastRound) {}

    @Override
    public void committed(int round) {
      if (round == last && last > 0) {
        throw new IllegalStateException("ended on purpose");
      }
    }

    @Override
    public void roundBegins(int round, int roundsAtMost, int phase) {}

    @Override
    public void roundFinished(RoundSummary round) {}

    @Override
    public void finished(List<String> summary) {
      lines.addAll(summary);
    }
  }
}
