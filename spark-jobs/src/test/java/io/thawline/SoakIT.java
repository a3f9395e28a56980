package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever dies on the way, and on however many executors, a run ends with the bits of an
 * undisturbed one: on a real standalone cluster of two workers. Takes a quarter of an hour: {@code
 * ./mvnw -Psoak verify}.
 */
@Tag("soak")
class SoakIT {
  private static final int ROUNDS = 12;
  private static final int KILLS = 10;
  private static final int MINUTES = 15;

  @TempDir static Path temp;
  private static StandaloneCluster cluster;
  private static byte[] undisturbed;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    cluster =
        StandaloneCluster.in(temp.resolve("cluster"))
            .worker("127.0.0.1", 2, 2048)
            .worker("127.0.0.2", 2, 2048)
            .start();
    DemoRun run = run("undisturbed", 2);
    assertThat(finish(run).exitCode()).isZero();
    undisturbed = run.model();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void executorsThatAreKilledChangeNoBit() throws Exception {
    DemoRun run = run("executors", 2);
    Process driver = run.start();
    Random random = new Random(1);
    int killed = 0;
    for (int round = 0; killed < KILLS && driver.isAlive(); round = run.committed()) {
      // one in every round after the first, the last ones together in the last round
      int due = Math.min(KILLS, round);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
      List<ProcessHandle> executors = cluster.executors();
      if (killed < due && !executors.isEmpty()) {
        executors.get(random.nextInt(executors.size())).destroyForcibly();
        killed++;
        TimeUnit.MILLISECONDS.sleep(random.nextInt(3000));
      }
    }
    assertThat(run.end(driver, MINUTES).exitCode()).isZero();
    assertThat(killed).isEqualTo(KILLS);
    requireUndisturbed(run);
  }

  @Test
  void driversThatAreKilledAndStartedAgainChangeNoBit() throws Exception {
    DemoRun run = run("drivers", 2);
    Random random = new Random(2);
    for (int killed = 0; killed < KILLS; killed++) {
      int before = run.committed();
      Process driver = run.start();
      while (driver.isAlive() && run.committed() <= before) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly().waitFor();
    }
    assertThat(finish(run).exitCode()).isZero();
    requireUndisturbed(run);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void numberOfExecutorsChangesNoBit(int executors) throws Exception {
    DemoRun run = run("executors-" + executors, executors);
    assertThat(finish(run).exitCode()).isZero();
    requireUndisturbed(run);
  }

  @Test
  void speculatedTasksChangeNoBit() throws Exception {
    DemoRun run =
        run(
            "speculation",
            2,
            "--conf=spark.speculation=true",
            "--conf=spark.speculation.interval=10ms",
            "--conf=spark.speculation.multiplier=1.01",
            "--conf=spark.speculation.quantile=0.1",
            "--conf=spark.speculation.minTaskRuntime=1ms");
    assertThat(finish(run).exitCode()).isZero();
    requireUndisturbed(run);
  }

  private static void requireUndisturbed(DemoRun run) throws IOException {
    assertThat(run.model()).isEqualTo(undisturbed);
    assertThat(run.metrics())
        .extracting((JsonNode round) -> round.path("round").asInt())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, ROUNDS).boxed().toList());
  }

  private static Program.Ended finish(DemoRun run) throws Exception {
    return run.end(run.start(), MINUTES);
  }

  private static DemoRun run(String name, int executors, String... sparkOptions) {
    List<String> spark =
        new ArrayList<>(
            List.of(
                "--executor-memory=900m",
                "--conf=spark.cores.max=" + executors,
                "--conf=spark.executor.cores=1"));
    spark.addAll(List.of(sparkOptions));
    return new DemoRun(
        temp.resolve(name),
        cluster.url(),
        List.of(
            "--set=averaging.workers=4",
            "--set=data.train.first=60",
            "--set=schedule.0.max_transition_epoch=2",
            "--set=schedule.1.max_transition_epoch=" + ROUNDS),
        spark);
  }
}
