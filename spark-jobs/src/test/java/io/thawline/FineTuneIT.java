package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job as a user runs it: the launcher, the packaged jar, real Spark, a real checkpoint.
 * Every run is held against one undisturbed run in {@code local[2]}.
 */
class FineTuneIT {
  private static final int ROUNDS = 4;

  @TempDir static Path temp;
  private static Run undisturbed;

  /** A run and what its last start came to. */
  private record Run(DemoRun demo, Program.Ended ended) {
    Path directory() {
      return demo.directory();
    }

    int exitCode() {
      return ended.exitCode();
    }

    List<String> out() {
      return ended.out();
    }

    List<String> err() {
      return ended.err();
    }

    byte[] model() throws IOException {
      return demo.model();
    }

    List<JsonNode> metrics() throws IOException {
      return demo.metrics();
    }

    JsonNode outcome() throws IOException {
      return demo.outcome();
    }
  }

  @BeforeAll
  static void runUndisturbed() throws Exception {
    undisturbed = finish(temp.resolve("a run"), "local[2]");
  }

  @Test
  void everythingIsHandedOver() throws Exception {
    assertThat(undisturbed.exitCode()).as(undisturbed.err().toString()).isZero();
    assertThat(undisturbed.out()).anyMatch(line -> line.startsWith("best val_loss"));
    assertThat(undisturbed.metrics())
        .extracting(round -> round.path("round").asInt())
        .containsExactly(1, 2, 3, 4);
    assertThat(undisturbed.outcome().path("exit_code").asInt(-1)).isZero();
    assertThat(undisturbed.directory())
        .isDirectoryContaining("glob:**/{report.html,load_report.json,run.yaml,spark.log}");
    assertThat(
            new ObjectMapper()
                .readTree(undisturbed.directory().resolve("load_report.json").toFile())
                .path("identity_proof")
                .path("max_abs_diff")
                .asDouble(-1))
        .isZero();
    assertThat(undisturbed.directory().resolve("final/model.pth")).isNotEmptyFile();
    assertThat(undisturbed.directory().resolve("final/model.pt")).isNotEmptyFile();
    assertThat(String.join("\n", undisturbed.err())).doesNotContain("\r", "WARN", "Exception");
  }

  @Test
  void executorsOfTheirOwnComputeTheSameBits() throws Exception {
    Run cluster = finish(temp.resolve("cluster"), "local-cluster[2,2,1024]");
    assertThat(cluster.exitCode()).as(cluster.err().toString()).isZero();
    assertThat(cluster.model()).isEqualTo(undisturbed.model());
  }

  @Test
  void killedRunGoesOnAndEndsWithTheSameBits() throws Exception {
    Path directory = temp.resolve("killed");
    Process first = demo(directory, "local[2]").start();
    Path manifest = directory.resolve("checkpoints/round-00002.json");
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!Files.exists(manifest) && first.isAlive() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    first.destroyForcibly().waitFor();
    assertThat(directory.resolve("final")).doesNotExist();
    Run second = finish(directory, "local[2]");
    assertThat(second.exitCode()).as(second.err().toString()).isZero();
    assertThat(second.err()).anyMatch(line -> line.startsWith("Going on after round"));
    assertThat(second.model()).isEqualTo(undisturbed.model());
    assertThat(second.metrics())
        .extracting(round -> round.path("round").asInt())
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void finishedRunTrainsNothingAndChangesNothing() throws Exception {
    Path directory = copy("again");
    String metrics = Files.readString(directory.resolve("metrics.jsonl"));
    // as a driver leaves it that dies between its last commit and what follows from it
    Files.writeString(
        directory.resolve("metrics.jsonl"), metrics.lines().findFirst().orElseThrow() + "\n");
    Run again = finish(directory, "local[2]");
    assertThat(again.exitCode()).isZero();
    assertThat(again.err()).noneMatch(line -> line.startsWith("round "));
    assertThat(again.model()).isEqualTo(undisturbed.model());
    assertThat(directory.resolve("metrics.jsonl")).hasContent(metrics);
  }

  @Test
  void otherNumbersInTheSameDirectoryAreRefused() throws Exception {
    Run other = finish(copy("other"), "local[2]", "--set", "run.seed=2");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .filteredOn(line -> line.startsWith("thawline: error: "))
        .singleElement()
        .asString()
        .contains("run.seed was 1", "is 2 now", "--fresh");
  }

  @Test
  void lossThatIsNoNumberNamesRoundPhaseAndLastGoodCheckpoint() throws Exception {
    Run diverged = finish(temp.resolve("diverged"), "local[2]", "--set", "schedule.1.lr=1e30");
    assertThat(diverged.exitCode()).isEqualTo(1);
    assertThat(diverged.err())
        .filteredOn(line -> line.startsWith("thawline: error: "))
        .singleElement()
        .asString()
        .matches(".*[Rr]ound \\d+.*phase 1.*last good checkpoint is round \\d+ in .*");
    assertThat(diverged.outcome().path("status").asText()).isEqualTo("failed");
  }

  @Test
  void everyProblemIsReportedAtOnceAndNothingStarts() throws Exception {
    Path directory = temp.resolve("never");
    Run refused =
        finish(
            directory,
            "local[2]",
            "--set",
            "schedule.0.params=[nothing_matches]",
            "--set",
            "optimizer.lr=-1",
            "--set",
            "averaging.workers=zero",
            "--set",
            "nosuch.key=1");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).hasSize(4).allMatch(line -> line.startsWith("thawline: error: "));
    assertThat(String.join("\n", refused.err()))
        .contains("schedule.0.params", "optimizer.lr", "averaging.workers", "nosuch");
    assertThat(directory).doesNotExist();
  }

  @Test
  void phaseThatIsShortenedBelowWhatItTrainedIsRefused() throws Exception {
    Run shortened =
        finish(
            copy("shortened"),
            "local[2]",
            "--set=schedule.1.max_transition_epoch=2",
            "--set=schedule.2={params: ['.*'], thawed_lr: 1e-4, max_transition_epoch: 9}");
    assertThat(shortened.exitCode()).isEqualTo(2);
    assertThat(String.join("\n", shortened.err()))
        .contains("schedule.1.max_transition_epoch", "before epoch 4");
  }

  @Test
  void failureOfATaskReachesTheUserFromAnotherJvm() throws Exception {
    Run diverged =
        finish(
            temp.resolve("diverged there"), "local-cluster[1,1,1024]", "--set=schedule.0.lr=1e38");
    assertThat(diverged.exitCode()).isEqualTo(1);
    assertThat(diverged.err())
        .filteredOn(line -> line.startsWith("thawline: error: "))
        .singleElement()
        .asString()
        .contains("diverged", "optimizer.clip_norm", "last good checkpoint is round");
  }

  @Test
  void brokenInputGetsOneLineAndCodeThree() throws Exception {
    Path broken = Files.writeString(temp.resolve("broken.pth"), "<html>not found</html>");
    Run refused = finish(temp.resolve("refused"), "local[2]", "--set=init.from=" + broken);
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err())
        .filteredOn(line -> line.startsWith("thawline: error: "))
        .singleElement()
        .asString()
        .contains(broken.toString());
    assertThat(refused.outcome().path("exit_code").asInt()).isEqualTo(3);
  }

  @Test
  void shardWithoutSamplesChangesNothing() throws Exception {
    Run run = finish(temp.resolve("shards"), "local[2]", "--set=averaging.workers=26");
    assertThat(run.exitCode()).as(run.err().toString()).isZero();
    assertThat(run.metrics()).hasSize(ROUNDS);
  }

  /** A copy of the undisturbed run's directory, to be tampered with. */
  private static Path copy(String name) throws IOException {
    Path from = undisturbed.directory();
    Path to = temp.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  private static Run finish(Path directory, String master, String... more) throws Exception {
    DemoRun demo = demo(directory, master, more);
    return new Run(demo, demo.finish(5));
  }

  private static DemoRun demo(Path directory, String master, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--set=data.train.first=25",
                "--set=schedule.0.max_transition_epoch=1",
                "--set=schedule.1.max_transition_epoch=" + ROUNDS));
    options.addAll(List.of(more));
    return new DemoRun(directory, master, options, List.of());
  }
}
