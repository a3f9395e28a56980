package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.cluster.SparkSettings;
import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.config.Configuration;
import io.thawline.storage.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on a few samples in this JVM: what they remember and what they keep. */
class ResumedRunTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();
  private static final int ROUNDS = 5;

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
    Path file = CONF.resolve("quickstart.yaml");
    ConfigSource source = new ConfigSource("quickstart", Files.readString(file), CONF.toString());
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "run.dir=" + temp.resolve(name),
                "data.train.first=12",
                "data.validation.last=6",
                "data.batch_size=4",
                "report={worst: 0, median: 0}",
                "schedule.0.max_transition_epoch=1",
                "schedule.1.max_transition_epoch=" + ROUNDS));
    overrides.addAll(more);
    return new ConfigReader(Map.of(), CONF.toString()).read(RunConfig.class, source, overrides);
  }

  private static void run(String name, Progress progress, String... more) throws IOException {
    RunContext context =
        RunContext.open(session, configuration(name, List.of(more)), progress, store -> {});
    try {
      new FineTune(context).run();
    } finally {
      context.store().close();
    }
  }

  private static byte[] model(String name) throws IOException {
    return Files.readAllBytes(temp.resolve(name).resolve("final/model.safetensors"));
  }

  @ParameterizedTest
  @CsvSource({"slowmo, 0.5", "diloco, 0.9"})
  void momentumOfBothKindsSurvivesAnEnd(String outer, double momentum) throws IOException {
    String[] settings = {
      "averaging.outer=" + outer,
      "optimizer={kind: sgd, lr: 1e-2, momentum: 0.9}",
      "schedule.1.lr=1e-2"
    };
    run("whole-" + outer, new Silent(), settings);
    String ended = "ended-" + outer;
    assertThatThrownBy(() -> run(ended, new EndingAfter(3), settings))
        .hasMessageContaining("ended on purpose");
    JsonNode last = manifest(ended, 3);
    assertThat(last.findValue("outer_momentum").asDouble()).isEqualTo(momentum);
    assertThat(tensorsOf(ended, last)).contains("velocity/", "momentum");
    run(ended, new Silent(), settings);
    assertThat(model(ended)).isEqualTo(model("whole-" + outer));
    run("without-" + outer, new Silent(), settings[1], settings[2], "averaging.outer=none");
    assertThat(model("without-" + outer)).isNotEqualTo(model("whole-" + outer));
  }

  private static JsonNode manifest(String name, int round) throws IOException {
    Path file = temp.resolve(name).resolve("checkpoints/round-%05d.json".formatted(round));
    return new ObjectMapper().readTree(file.toFile());
  }

  /** The names in a safetensors file, which stand at its beginning. */
  private static String tensorsOf(String name, JsonNode manifest) throws IOException {
    Path file = temp.resolve(name).resolve(manifest.findValue("path").asText());
    byte[] bytes = Files.readAllBytes(file);
    return new String(bytes, 0, Math.min(bytes.length, 20_000), US_ASCII);
  }

  @Test
  void bestAndLastRoundsKeepTheirDataAndOthersLoseTheirs() throws IOException {
    run(
        "kept",
        new Silent(),
        "checkpoint.keep_best=2",
        "checkpoint.keep_last=1",
        "schedule.1.lr=2e-2");
    List<Integer> best =
        IntStream.rangeClosed(1, ROUNDS)
            .boxed()
            .sorted(Comparator.comparingDouble(ResumedRunTest::valLoss))
            .limit(2)
            .toList();
    TreeSet<Integer> kept = new TreeSet<>(best);
    kept.addAll(List.of(0, ROUNDS));
    assertThat(kept).as("the test has rounds to lose").hasSizeLessThan(ROUNDS + 1);
    for (int round = 0; round <= ROUNDS; round++) {
      assertThat(manifest("kept", round).isObject()).isTrue();
      Path data = temp.resolve("kept/checkpoints/round-%05d".formatted(round));
      assertThat(Files.exists(data))
          .as("round %d of %s", round, kept)
          .isEqualTo(kept.contains(round));
    }
    RunStore store =
        RunStore.open(
            temp.resolve("kept").toString(), session.sparkContext().hadoopConfiguration());
    kept.forEach(round -> store.requireWhole(store.manifests().get(round)));
  }

  private static double valLoss(int round) {
    try {
      return manifest("kept", round).findValue("val_loss").asDouble();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static class Silent implements Progress {
    @Override
    public void stage(String what) {}

    @Override
    public void note(String line) {}

    @Override
    public void resumed(int lastRound) {}

    @Override
    public void committed(int round) {}

    @Override
    public void roundBegins(int round, int roundsAtMost, int phase) {}

    @Override
    public void roundFinished(RoundSummary round) {}

    @Override
    public void finished(List<String> summary) {}
  }

  /** As a driver that dies once that round is durable. */
  private static final class EndingAfter extends Silent {
    private final int last;

    private EndingAfter(int last) {
      this.last = last;
    }

    @Override
    public void committed(int round) {
      if (round == last) {
        throw new IllegalStateException("ended on purpose");
      }
    }
  }
}
