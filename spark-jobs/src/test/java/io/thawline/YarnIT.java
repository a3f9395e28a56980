package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Drivers inside a real YARN: started by a bare spark-submit, then through the launcher. */
@DisabledIfEnvironmentVariable(
    named = "SPARK_SCALA_VERSION",
    matches = "2.13",
    disabledReason = "spark-yarn 4.0 is not on every registry")
class YarnIT {
  @TempDir static Path temp;
  private static MiniYARNCluster yarn;

  @BeforeAll
  static void startYarn() throws IOException {
    YarnConfiguration settings = new YarnConfiguration();
    settings.set("fs.defaultFS", "file:///");
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 8192);
    settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    settings.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    yarn = new MiniYARNCluster("thawline", 1, 1, 1);
    yarn.init(settings);
    yarn.start();
    Path clientSettings = Files.createDirectory(temp.resolve("hadoop"));
    try (OutputStream out = Files.newOutputStream(clientSettings.resolve("yarn-site.xml"))) {
      yarn.getConfig().writeXml(out);
    }
    Files.copy(clientSettings.resolve("yarn-site.xml"), clientSettings.resolve("core-site.xml"));
  }

  @AfterAll
  static void stopYarn() {
    yarn.stop();
  }

  @Test
  void driverInTheClusterRunsTheDemoAndItsExitCodeComesBack() throws Exception {
    DemoRun demo = demo();
    Program.Ended bare = inYarn(demo.submitted());
    assertThat(bare.exitCode()).as(bare.errors()).isZero();
    assertThat(demo.directory().resolve("final/model.pth")).isNotEmptyFile();

    Program.Ended finished = inYarn(demo.launched());
    assertThat(finished.exitCode()).as("a finished run: %s", finished.errors()).isZero();
    assertThat(demo.outcome().has("submission")).isTrue();
    Program.Ended refused = inYarn(demo("--set=run.seed=2").launched());
    assertThat(refused.exitCode()).as("refused by the driver").isEqualTo(2);
    assertThat(refused.errors()).contains("thawline: error: ", "run.seed was 1");

    DemoUse use = new DemoUse(temp, demo.directory().toString(), "yarn", sparkOptions());
    Path scores = temp.resolve("scores");
    Program.Ended evaluated = inYarn(use.launched("evaluate", scores.toString()));
    assertThat(evaluated.exitCode()).as(evaluated.errors()).isZero();
    assertThat(scores.resolve("evaluation.json")).isNotEmptyFile();
  }

  private static Program.Ended inYarn(Program program) throws Exception {
    SparkHome.use(program.environment());
    program.environment().put("HADOOP_CONF_DIR", temp.resolve("hadoop").toString());
    return program.run(5);
  }

  private static DemoRun demo(String... more) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--set=data.train.first=25",
                "--set=schedule.0.max_transition_epoch=1",
                "--set=schedule.1.max_transition_epoch=2"));
    options.addAll(List.of(more));
    return new DemoRun(temp.resolve("run"), "yarn", options, sparkOptions());
  }

  private static List<String> sparkOptions() throws IOException {
    String java = System.getProperty("java.home");
    return List.of(
        "--deploy-mode=cluster",
        "--driver-memory=1g",
        "--executor-memory=1g",
        "--num-executors=1",
        "--conf=spark.yarn.maxAppAttempts=1",
        "--conf=spark.yarn.stagingDir=" + temp.resolve("staging"),
        "--conf=spark.yarn.jars=local:" + SparkHome.layOut() + "/jars/*",
        "--conf=spark.yarn.appMasterEnv.JAVA_HOME=" + java,
        "--conf=spark.executorEnv.JAVA_HOME=" + java);
  }
}
