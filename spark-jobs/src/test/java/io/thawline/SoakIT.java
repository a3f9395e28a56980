package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    Path events = Files.createDirectories(temp.resolve("events"));
    DemoRun run =
        run(
            "speculation",
            2,
            "--conf=spark.speculation=true",
            "--conf=spark.speculation.interval=10ms",
            "--conf=spark.speculation.multiplier=1.01",
            "--conf=spark.speculation.quantile=0.1",
            "--conf=spark.speculation.minTaskRuntime=1ms",
            "--conf=spark.eventLog.enabled=true",
            "--conf=spark.eventLog.compress=false",
            "--conf=spark.eventLog.rolling.enabled=false",
            "--conf=spark.eventLog.dir=" + events.toUri());
    assertThat(finish(run).exitCode()).isZero();
    requireUndisturbed(run);
    assertThat(speculatedTrainingTasks(events)).as("second attempts").isPositive();
  }

  /** Second attempts that Spark started beside tasks that train, as its event log tells. */
  private static long speculatedTrainingTasks(Path events) throws IOException {
    Set<Integer> training = new HashSet<>();
    long speculated = 0;
    try (Stream<Path> logs = Files.list(events)) {
      for (String line : Files.readAllLines(logs.findFirst().orElseThrow())) {
        JsonNode event = new ObjectMapper().readTree(line);
        String kind = event.path("Event").asText();
        if (kind.equals("SparkListenerJobStart")
            && event.path("Properties").path("spark.jobGroup.id").asText().equals("train")) {
          event.path("Stage IDs").forEach(stage -> training.add(stage.asInt()));
        } else if (kind.equals("SparkListenerTaskStart")
            && training.contains(event.path("Stage ID").asInt())
            && event.path("Task Info").path("Speculative").asBoolean()) {
          speculated++;
        }
      }
    }
    return speculated;
  }

  private static void requireUndisturbed(DemoRun run) throws IOException {
    assertThat(run.model()).isEqualTo(undisturbed);
    assertThat(run.metrics())
        .extracting((JsonNode round) -> round.path("round").asInt())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, ROUNDS).boxed().toList());
  }

  private static DemoRun.Ended finish(DemoRun run) throws Exception {
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
