package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster: by a bare spark-submit, and through the launcher with the driver in it. */
class StandaloneIT {
  private static final List<String> RESOURCES =
      List.of(
          "--driver-memory=1g",
          "--executor-memory=1g",
          "--total-executor-cores=1",
          "--conf=spark.executor.cores=1");

  @TempDir static Path temp;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = StandaloneCluster.in(temp.resolve("cluster")).worker("127.0.0.1", 3, 4096).start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void bareSparkSubmitRunsTheDemo() throws Exception {
    List<Path> jars = SparkHome.jobJars();
    List<String> command = new ArrayList<>();
    command.add(SparkHome.layOut().resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master=" + cluster.url(), "--class=io.thawline.cli.Main"));
    command.add("--jars=" + jars.get(1));
    command.addAll(RESOURCES);
    command.add(jars.get(0).toString());
    command.addAll(job("bare"));
    assertThat(run(command)).as(err()).isZero();
    assertThat(temp.resolve("bare/final/model.pth")).isNotEmptyFile();
  }

  @Test
  void launcherExitsWithTheCodeOfADriverInTheCluster() throws Exception {
    assertThat(run(launcher("sent"))).as(err()).isZero();
    assertThat(temp.resolve("sent/final/model.pth")).isNotEmptyFile();
    assertThat(run(launcher("sent", "--set=run.seed=2"))).as(err()).isEqualTo(2);
    assertThat(err()).contains("thawline: error: ", "run.seed was 1");
  }

  @Test
  void configurationThatIsWrongIsNotSent() throws Exception {
    assertThat(run(launcher("never", "--set=optimizer.lr=-1"))).isEqualTo(2);
    assertThat(err())
        .startsWith("thawline: error: --set optimizer.lr=-1: optimizer.lr must be above 0")
        .hasLineCount(1);
  }

  private static List<String> job(String name, String... more) {
    List<String> job =
        new ArrayList<>(
            List.of(
                "finetune",
                "--config=" + SparkHome.ROOT.resolve("conf/quickstart.yaml"),
                "--set=run.dir=" + temp.resolve(name),
                "--set=data.train.first=25",
                "--set=data.validation.last=10",
                "--set=data.batch_size=8",
                "--set=schedule.0.max_transition_epoch=1",
                "--set=schedule.1.max_transition_epoch=2"));
    job.addAll(List.of(more));
    return job;
  }

  private static List<String> launcher(String name, String... more) {
    List<String> command = new ArrayList<>();
    command.add(SparkHome.ROOT.resolve("submit/thawline").toString());
    command.addAll(job(name, more));
    command.addAll(List.of("--master=" + cluster.url(), "--", "--deploy-mode=cluster"));
    command.addAll(RESOURCES);
    return command;
  }

  private static String err() throws IOException {
    return Files.readString(temp.resolve("err"), UTF_8);
  }

  private static int run(List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectOutput(temp.resolve("out").toFile())
            .redirectError(temp.resolve("err").toFile());
    SparkHome.use(builder.environment());
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).isTrue();
    return process.exitValue();
  }
}
