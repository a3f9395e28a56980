package io.thawline.cluster;

import static io.thawline.cluster.PrefixRounds.PLENTY;
import static io.thawline.cluster.PrefixRounds.UP;
import static io.thawline.cluster.PrefixRounds.frozen;
import static io.thawline.cluster.TrainingFixture.SETUP;
import static io.thawline.cluster.TrainingFixture.samples;
import static io.thawline.cluster.TrainingFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thawline.StandaloneCluster;
import io.thawline.glyph.GlyphPair;
import io.thawline.state.RoundState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostExecutorTest {
  private static final int ROUNDS = 3;

  @TempDir static Path temp;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster =
        StandaloneCluster.in(temp.resolve("cluster"))
            .worker("127.0.0.1", 1, 700)
            .worker("127.0.0.2", 1, 700)
            .start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private static SparkConf application(String master) {
    return new SparkConf()
        .setMaster(master)
        .setAppName("lost")
        .set("spark.ui.enabled", "false")
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.locality.wait", "0")
        .set("spark.executor.memory", "600m")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }

  @Test
  void executorThatKeepsBeingKilledIsExplained() {
    SparkConf impatient = application(cluster.url()).set("spark.task.maxFailures", "1");
    try (JavaSparkContext spark = new JavaSparkContext(impatient)) {
      Throwable failure =
          catchThrowable(
              () -> spark.parallelize(List.of(1), 1).map(i -> killThisProcess()).collect());
      assertThat(LostExecutor.explain(failure).orElse("no lost executor: " + failure))
          .matches(
              "executor [01] on 127.0.0.[12] (was"
                  + " killed|vanished)\\b.*spark.executor.memoryOverhead.*");
    }
  }

  @Test
  void executorThatTakesAFrozenPrefixWithItChangesNoBit() throws Exception {
    RoundState undisturbed;
    try (JavaSparkContext spark = new JavaSparkContext(application("local[1]"))) {
      undisturbed = rounds(shards(spark)).rounds(ROUNDS, frozen(UP, PLENTY));
    }
    Path death = temp.resolve("death");
    String named = death.toString();
    try (JavaSparkContext spark = new JavaSparkContext(application(cluster.url()))) {
      PrefixRounds rounds = rounds(shards(spark).mapPartitions(part -> dying(named, part), true));
      RoundState state = start(7);
      try (PrefixRounds.Sent sent = rounds.sent(state)) {
        for (int number = 1; number <= ROUNDS; number++) {
          state = rounds.round(sent.of(state), state, number, UP, frozen(UP, PLENTY));
          if (number == 1) {
            Files.createFile(death);
          }
        }
      }
      assertThat(death).doesNotExist();
      assertThat(state.networks()).isEqualTo(undisturbed.networks());
    }
  }

  private static JavaRDD<GlyphPair> shards(JavaSparkContext spark) {
    return ShardPlacement.place(samples(spark), 2, 7, 0);
  }

  private static PrefixRounds rounds(JavaRDD<GlyphPair> shards) {
    return new PrefixRounds(SETUP, shards);
  }

  /** Kills the executor of the task that finds the file; no other finds it. */
  private static Iterator<GlyphPair> dying(String file, Iterator<GlyphPair> part) throws Exception {
    if (Files.deleteIfExists(Path.of(file))) {
      killThisProcess();
    }
    return part;
  }

  private static boolean killThisProcess() throws Exception {
    new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    Thread.sleep(60_000);
    return true;
  }

  @Test
  void wordsOfYarnAndKubernetesAreUnderstood() {
    assertThat(explained("Container from a bad node: container_1 on host: h. Exit status: 137."))
        .contains("exit code 137");
    assertThat(
            explained(
                "Container killed by YARN for exceeding physical memory limits. 2.1 GB of 2 GB"))
        .contains("memoryOverhead");
    assertThat(
            explained(
                "The executor with id 1 exited with exit code 137(SIGKILL, possible container"
                    + " OOM)."))
        .contains("exit code 137");
    assertThat(explained("Command exited with code 139")).contains("crashed in native code");
  }

  @Test
  void otherFailuresAreLeftAlone() {
    assertThat(LostExecutor.explain(new IllegalStateException("exit code 137"))).isEmpty();
  }

  private static String explained(String reason) {
    return LostExecutor.explain(
            new RuntimeException(
                "Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent"
                    + " failure: Lost task 0.3 in stage 3.0 (TID 7) (node7 executor 3):"
                    + " ExecutorLostFailure (executor 3 exited caused by one of the running tasks)"
                    + " Reason: "
                    + reason
                    + "\nDriver stacktrace:"))
        .orElseThrow();
  }
}
