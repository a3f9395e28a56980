package io.thawline.jobs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.thawline.storage.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on a few samples in this JVM: what they remember and what they keep. */
class ResumedRunTest {
  private static final int ROUNDS = 5;

  @TempDir static Path temp;
  private static TinyRuns runs;

  @BeforeAll
  static void startSpark() {
    runs = new TinyRuns(temp);
  }

  @AfterAll
  static void stopSpark() {
    runs.close();
  }

  private static void run(String name, Progress progress, String... more) throws IOException {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "schedule.0.max_transition_epoch=1", "schedule.1.max_transition_epoch=" + ROUNDS));
    overrides.addAll(List.of(more));
    runs.run(name, progress, overrides);
  }

  @ParameterizedTest
  @CsvSource({"slowmo, 0.5", "diloco, 0.9"})
  void momentumOfBothKindsSurvivesAnEnd(String outer, double momentum) throws IOException {
    String[] settings = {
      "averaging.outer=" + outer,
      "optimizer={kind: sgd, lr: 1e-2, momentum: 0.9}",
      "schedule.1.lr=1e-2"
    };
    run("whole-" + outer, new TinyRuns.Silent(), settings);
    String ended = "ended-" + outer;
    assertThatThrownBy(() -> run(ended, new TinyRuns.EndingAfter(3), settings))
        .hasMessageContaining("ended on purpose");
    JsonNode last = runs.manifest(ended, 3);
    assertThat(last.findValue("outer_momentum").asDouble()).isEqualTo(momentum);
    assertThat(tensorsOf(ended, last)).contains("velocity/", "momentum");
    run(ended, new TinyRuns.Silent(), settings);
    assertThat(runs.model(ended)).isEqualTo(runs.model("whole-" + outer));
    run(
        "without-" + outer,
        new TinyRuns.Silent(),
        settings[1],
        settings[2],
        "averaging.outer=none");
    assertThat(runs.model("without-" + outer)).isNotEqualTo(runs.model("whole-" + outer));
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
        new TinyRuns.Silent(),
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
      assertThat(runs.manifest("kept", round).isObject()).isTrue();
      Path data = temp.resolve("kept/checkpoints/round-%05d".formatted(round));
      assertThat(Files.exists(data))
          .as("round %d of %s", round, kept)
          .isEqualTo(kept.contains(round));
    }
    RunStore store =
        RunStore.open(
            temp.resolve("kept").toString(), runs.session().sparkContext().hadoopConfiguration());
    kept.forEach(round -> store.requireWhole(store.manifests().get(round)));
  }

  private static double valLoss(int round) {
    try {
      return runs.manifest("kept", round).findValue("val_loss").asDouble();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
