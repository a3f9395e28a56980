package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
    String home = SparkHome.layOut().toString();
    String jars = SparkHome.jobJars().stream().map(Path::toString).collect(Collectors.joining(","));
    List<String> bare =
        new ArrayList<>(List.of(home + "/bin/spark-submit", "--master=yarn", "--jars=" + jars));
    bare.addAll(List.of("--class", "io.thawline.cli.Main"));
    bare.addAll(sparkOptions(home));
    bare.add(SparkHome.jobJars().get(0).toString());
    bare.addAll(job());
    assertThat(run(bare)).as(err()).isZero();
    assertThat(temp.resolve("run/final/model.pth")).isNotEmptyFile();

    assertThat(run(launcher(home))).as("a finished run: %s", err()).isZero();
    assertThat(temp.resolve("run/outcome.json")).content().contains("submission");
    assertThat(run(launcher(home, "--set=run.seed=2"))).as("refused by the driver").isEqualTo(2);
    assertThat(err()).contains("thawline: error: ", "run.seed was 1");
  }

  private static List<String> sparkOptions(String home) {
    String java = System.getProperty("java.home");
    return List.of(
        "--deploy-mode=cluster",
        "--driver-memory=1g",
        "--executor-memory=1g",
        "--num-executors=1",
        "--conf=spark.yarn.maxAppAttempts=1",
        "--conf=spark.yarn.stagingDir=" + temp.resolve("staging"),
        "--conf=spark.yarn.jars=local:" + home + "/jars/*",
        "--conf=spark.yarn.appMasterEnv.JAVA_HOME=" + java,
        "--conf=spark.executorEnv.JAVA_HOME=" + java);
  }

  private static List<String> job(String... more) {
    List<String> job =
        new ArrayList<>(
            List.of(
                "finetune",
                "--config=" + SparkHome.ROOT.resolve("conf/quickstart.yaml"),
                "--set=run.dir=" + temp.resolve("run"),
                "--set=data.train.first=25",
                "--set=data.validation.last=10",
                "--set=data.batch_size=8",
                "--set=schedule.0.max_transition_epoch=1",
                "--set=schedule.1.max_transition_epoch=2"));
    job.addAll(List.of(more));
    return job;
  }

  private static List<String> launcher(String home, String... more) {
    List<String> command = new ArrayList<>();
    command.add(SparkHome.ROOT.resolve("submit/thawline").toString());
    command.addAll(job(more));
    command.addAll(List.of("--master=yarn", "--"));
    command.addAll(sparkOptions(home));
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
    builder.environment().put("HADOOP_CONF_DIR", temp.resolve("hadoop").toString());
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).isTrue();
    return process.exitValue();
  }
}
