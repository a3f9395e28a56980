package io.thawline.cluster;

import static io.thawline.cluster.TrainingFixture.ROUNDS;
import static io.thawline.cluster.TrainingFixture.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.StandaloneCluster;
import io.thawline.glyph.GlyphPair;
import io.thawline.state.RoundState;
import io.thawline.train.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.TaskCompletionListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of two cores and two pretended GPUs, on two hosts. */
class WholeExecutorsTest {
  private static final int SHARDS = 4;
  private static final int CORES = 2;

  @TempDir static Path temp;
  private static StandaloneCluster cluster;
  private static Outcome onOneCore;

  /** What four shards come to. */
  private record Outcome(RoundState trained, Evaluation evaluation) {}

  /** What a task was given, and how many others were in its JVM. */
  private record Seen(String executor, int before, boolean met, int cores, String gpus) {
    static Seen read(Path file) {
      try {
        String[] words = Files.readString(file).split(" ", -1);
        return new Seen(
            words[0],
            Integer.parseInt(words[1]),
            Boolean.parseBoolean(words[2]),
            Integer.parseInt(words[3]),
            words[4]);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** In each executor. */
  private static final class Tasks {
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final CountDownLatch MEETING = new CountDownLatch(CORES);

    private Tasks() {}

    /** Notes what a task sees; one that is to meet others waits for as many as there are cores. */
    static void note(String directory, boolean meets) throws IOException, InterruptedException {
      TaskContext task = TaskContext.get();
      int before = RUNNING.getAndIncrement();
      TaskCompletionListener end = ended -> RUNNING.decrementAndGet();
      task.addTaskCompletionListener(end);
      MEETING.countDown();
      boolean met = meets && MEETING.await(1, TimeUnit.MINUTES);
      String gpus =
          task.resourcesJMap().containsKey("gpu")
              ? String.join(",", task.resourcesJMap().get("gpu").addresses())
              : "";
      Files.writeString(
          Files.createDirectories(Path.of(directory)).resolve("task-" + task.taskAttemptId()),
          "%s %d %s %d %s".formatted(SparkEnv.get().executorId(), before, met, task.cpus(), gpus));
    }
  }

  @BeforeAll
  static void startCluster() throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(application("local[1]", "one core"))) {
      onOneCore = run(spark, temp.resolve("one core"), false);
    }
    cluster =
        StandaloneCluster.in(temp.resolve("cluster"))
            .worker("127.0.0.1", CORES, 900)
            .worker("127.0.0.2", CORES, 900)
            .resource("gpu", CORES, gpus())
            .start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void taskThatTrainsHasAnExecutorForItselfAndEvaluationFillsIt() throws Exception {
    Path notes = temp.resolve("whole");
    try (JavaSparkContext spark =
        new JavaSparkContext(withGpus(application(cluster.url(), "whole")))) {
      EngineCheck.run(spark, 1);
      assertThat(run(spark, notes, true)).isEqualTo(onOneCore);
    }
    List<Seen> trained = seen(notes.resolve("training"));
    assertThat(trained).hasSize(ROUNDS * SHARDS);
    assertThat(trained).extracting(Seen::before).containsOnly(0);
    assertThat(trained).extracting(Seen::cores).containsOnly(CORES);
    assertThat(trained).extracting(Seen::gpus).containsAnyOf("0", "1").isSubsetOf("0", "1");
    assertThat(trained).extracting(Seen::executor).contains("0", "1");
    List<Seen> evaluated = seen(notes.resolve("evaluation"));
    assertThat(evaluated).extracting(Seen::met).containsOnly(true);
    assertThat(evaluated)
        .extracting(task -> "executor %s GPU %s".formatted(task.executor(), task.gpus()))
        .containsExactlyInAnyOrder(
            "executor 0 GPU 0", "executor 0 GPU 1", "executor 1 GPU 0", "executor 1 GPU 1");
  }

  @Test
  void executorsThatComeAndGoTrainTheSameBitsWithTheTasksOfEveryOtherStage() throws Exception {
    Path notes = temp.resolve("dynamic");
    SparkConf conf =
        withGpus(application(cluster.url(), "dynamic"))
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .set("spark.dynamicAllocation.minExecutors", "0")
            .set("spark.dynamicAllocation.maxExecutors", "2");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThat(EngineCheck.run(spark, 1).device()).isEqualTo("cpu");
      assertThat(run(spark, notes, false)).isEqualTo(onOneCore);
    }
    assertThat(seen(notes.resolve("training"))).extracting(Seen::cores).containsOnly(1);
  }

  private static Outcome run(JavaSparkContext spark, Path notes, boolean meets) {
    JavaRDD<GlyphPair> shards = ShardPlacement.place(TrainingFixture.samples(spark), SHARDS, 7, 0);
    RoundState trained =
        TrainingFixture.rounds(
            noting(shards, notes.resolve("training"), false), TrainingFixture.everything());
    try (StateSender sender = new StateSender(spark, trained);
        SentState sent = sender.send(trained)) {
      JavaRDD<GlyphPair> noted = noting(shards, notes.resolve("evaluation"), meets);
      return new Outcome(trained, new EvaluationJob(spark, SETUP, noted).score(sent));
    }
  }

  private static JavaRDD<GlyphPair> noting(
      JavaRDD<GlyphPair> shards, Path directory, boolean meets) {
    String notes = directory.toString();
    return shards.mapPartitions(
        part -> {
          Tasks.note(notes, meets);
          return part;
        },
        true);
  }

  private static List<Seen> seen(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Seen::read).toList();
    }
  }

  private static Path gpus() throws IOException {
    Path script = temp.resolve("gpus.sh");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private static SparkConf withGpus(SparkConf conf) {
    return conf.set("spark.executor.resource.gpu.amount", Integer.toString(CORES))
        .set("spark.task.resource.gpu.amount", "1")
        .set(TaskDevice.KIND, "CPU");
  }

  private static SparkConf application(String master, String name) {
    return new SparkConf()
        .setMaster(master)
        .setAppName(name)
        .set("spark.ui.enabled", "false")
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.locality.wait", "0")
        .set("spark.executor.cores", Integer.toString(CORES))
        .set("spark.executor.memory", "600m")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }
}
