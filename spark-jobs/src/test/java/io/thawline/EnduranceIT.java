package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred rounds on a real standalone cluster cost no more memory than one hundred, and leave
 * nothing behind.
 */
@Tag("soak")
class EnduranceIT {
  private static final int ROUNDS = 200;
  private static final int MINUTES = 30;
  private static final double PERCENT = 5;
  private static final Pattern USED = Pattern.compile("(\\d+)K used|used (\\d+)K");
  private static final List<String> FIXED_HEAP =
      List.of("-Xms600m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

  @TempDir Path temp;

  /** What one process uses at a time, by what is counted. */
  private final Map<String, List<Sample>> samples = new TreeMap<>();

  private record Sample(int round, double value) {}

  @Test
  void twoHundredRoundsUseNoMoreThanOneHundred() throws Exception {
    Path scratch = Files.createDirectories(temp.resolve("scratch"));
    try (StandaloneCluster cluster =
        StandaloneCluster.in(temp.resolve("cluster"))
            .worker("127.0.0.1", 1, 1024)
            .worker("127.0.0.2", 1, 1024)
            .start()) {
      DemoRun run = run(cluster, scratch);
      Process driver = run.start();
      watch(cluster, run, driver);
      assertThat(run.end(driver, MINUTES).exitCode()).isZero();
      assertThat(run.committed()).isEqualTo(ROUNDS + 1);
      samples.forEach(EnduranceIT::requireFlat);
      cluster.await(() -> cluster.executors().isEmpty(), "executors to end");
      assertThat(filesBelow(scratch)).as("left by the driver").isEmpty();
      assertThat(filesBelow(cluster.directory().resolve("worker-0-tmp")))
          .as("left by an executor")
          .isEmpty();
    }
  }

  private DemoRun run(StandaloneCluster cluster, Path scratch) {
    return new DemoRun(
        temp.resolve("run"),
        cluster.url(),
        List.of(
            "--set=data.train.first=16",
            "--set=schedule.0.max_transition_epoch=2",
            "--set=schedule.1.max_transition_epoch=" + ROUNDS),
        List.of(
            "--driver-memory=600m",
            "--executor-memory=600m",
            "--conf=spark.local.dir=" + scratch,
            "--conf=spark.driver.extraJavaOptions="
                + String.join(" ", FIXED_HEAP)
                + " -Djava.io.tmpdir="
                + scratch,
            "--conf=spark.executor.extraJavaOptions=" + String.join(" ", FIXED_HEAP)));
  }

  /** Counts every few rounds of the second and the last quarter. */
  private void watch(StandaloneCluster cluster, DemoRun run, Process driver) throws Exception {
    int last = 0;
    while (driver.isAlive()) {
      int round = run.committed() - 1;
      if (round >= last + 5 && (isIn(2, round) || isIn(4, round))) {
        last = round;
        sample("driver", driver.toHandle(), round);
        for (int worker = 0; worker < 2; worker++) {
          for (ProcessHandle executor : cluster.executorsOf(worker)) {
            sample("executor " + worker, executor, round);
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static boolean isIn(int quarter, int round) {
    return round > ROUNDS * (quarter - 1) / 4 && round <= ROUNDS * quarter / 4;
  }

  private void sample(String process, ProcessHandle handle, int round) throws Exception {
    jcmd(handle, "GC.run");
    String heap = jcmd(handle, "GC.heap_info");
    Matcher used = USED.matcher(heap);
    long kilobytes = 0;
    while (used.find() && !heap.substring(0, used.start()).contains("Metaspace")) {
      kilobytes += Long.parseLong(used.group(1) == null ? used.group(2) : used.group(1));
    }
    Path proc = Path.of("/proc", Long.toString(handle.pid()));
    String status = Files.readString(proc.resolve("status"));
    add(process + " heap", round, (double) kilobytes);
    add(process + " resident memory", round, number(status, "VmRSS"));
    add(process + " threads", round, number(status, "Threads"));
    add(process + " open files", round, (double) filesIn(proc.resolve("fd")));
  }

  private void add(String what, int round, double value) {
    samples.computeIfAbsent(what, name -> new ArrayList<>()).add(new Sample(round, value));
  }

  private static double number(String status, String name) {
    Matcher matcher = Pattern.compile(name + ":\\s+(\\d+)").matcher(status);
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static String jcmd(ProcessHandle process, String command) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    jcmd.waitFor();
    return said;
  }

  private static void requireFlat(String what, List<Sample> samples) {
    double second = median(samples, 2);
    double last = median(samples, 4);
    System.out.printf("%-28s second quarter %.0f, last %.0f%n", what, second, last);
    // a thread or file more or less comes and goes
    double few = what.endsWith("threads") || what.endsWith("files") ? 4 : 0;
    assertThat(Math.max(second, last - few)).as(what).isCloseTo(second, withinPercentage(PERCENT));
  }

  private static double median(List<Sample> samples, int quarter) {
    double[] values =
        samples.stream()
            .filter(sample -> isIn(quarter, sample.round()))
            .mapToDouble(Sample::value)
            .sorted()
            .toArray();
    assertThat(values).hasSizeGreaterThan(3);
    return values[values.length / 2];
  }

  private static long filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  /** But the engine's own library, which serves the next application too. */
  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/thawline-native-"))
          .toList();
    }
  }
}
