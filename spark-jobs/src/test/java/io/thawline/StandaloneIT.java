package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster: by a bare spark-submit, and through the launcher with the driver in it. */
class StandaloneIT {
  private static final int MINUTES = 5;

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
    DemoRun demo = run("bare", List.of());
    Program.Ended ended = demo.submitted().run(MINUTES);
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    assertThat(demo.directory().resolve("final/model.pth")).isNotEmptyFile();
  }

  @Test
  void launcherExitsWithTheCodeOfADriverInTheCluster() throws Exception {
    DemoRun demo = run("sent", List.of("--deploy-mode=cluster"));
    Program.Ended ended = send(demo);
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
    assertThat(demo.directory().resolve("final/model.pth")).isNotEmptyFile();
    Program.Ended refused = send(run("sent", List.of("--deploy-mode=cluster"), "--set=run.seed=2"));
    assertThat(refused.exitCode()).as(refused.errors()).isEqualTo(2);
    assertThat(refused.errors()).contains("thawline: error: ", "run.seed was 1");
  }

  @Test
  void configurationThatIsWrongIsNotSent() throws Exception {
    Program.Ended ended =
        send(run("never", List.of("--deploy-mode=cluster"), "--set=optimizer.lr=-1"));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .singleElement()
        .asString()
        .startsWith("thawline: error: --set optimizer.lr=-1: optimizer.lr must be above 0");
  }

  private static Program.Ended send(DemoRun demo) throws Exception {
    Program launcher = demo.launched();
    SparkHome.use(launcher.environment());
    return launcher.run(MINUTES);
  }

  private static DemoRun run(String name, List<String> submission, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--set=data.train.first=25",
                "--set=schedule.0.max_transition_epoch=1",
                "--set=schedule.1.max_transition_epoch=2"));
    options.addAll(List.of(more));
    List<String> resources =
        new ArrayList<>(
            List.of(
                "--driver-memory=1g",
                "--executor-memory=1g",
                "--total-executor-cores=1",
                "--conf=spark.executor.cores=1"));
    resources.addAll(submission);
    return new DemoRun(temp.resolve(name), cluster.url(), options, resources);
  }
}
