package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.StandaloneCluster;
import io.thawline.errors.RunFailedException;
import io.thawline.host.HostReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors are examined where they are: on two hosts of a real cluster. */
class ExecutorReportTest {
  @TempDir Path temp;

  @Test
  void everyExecutorIsExaminedAndLeavesNothingInTheStore() throws Exception {
    Path store = temp.resolve("store");
    try (StandaloneCluster cluster = cluster().start();
        JavaSparkContext spark = new JavaSparkContext(application(cluster))) {
      List<HostReport> reports = new ExecutorReport(store.toString(), List.of()).collect(spark);
      assertThat(reports)
          .extracting(report -> report.place().replaceFirst(" .*", ""))
          .containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
      assertThat(reports).flatExtracting(HostReport::problems).isEmpty();
      assertThat(reports)
          .extracting(report -> report.facts().get("store"))
          .containsOnly("write read commit list delete");
      assertThat(reports)
          .extracting(report -> report.facts().get("engine"))
          .containsOnly("2.7.1 ok");
      assertThat(reports)
          .extracting(report -> report.facts().get("tasks"))
          .containsExactlyInAnyOrder("1", "2");
      assertThat(store).isEmptyDirectory();
      assertThat(EngineCheck.run(spark, 1).threads()).isEqualTo(1);
    }
  }

  @Test
  void engineThatDoesNotLoadIsNamedWithHostCauseAndRemedy() throws Exception {
    Path broken = Files.createDirectories(temp.resolve("lib"));
    Files.writeString(broken.resolve("libtorch.so"), "no library");
    Path file = Files.createFile(temp.resolve("file"));
    try (StandaloneCluster cluster =
            cluster().environment("PYTORCH_LIBRARY_PATH", broken.toString()).start();
        JavaSparkContext spark = new JavaSparkContext(application(cluster))) {
      List<HostReport> reports = new ExecutorReport(file + "/store", List.of()).collect(spark);
      assertThat(reports).hasSize(2);
      assertThat(reports)
          .allSatisfy(
              report ->
                  assertThat(report.problems())
                      .hasSize(2)
                      .allMatch(line -> line.startsWith(report.place() + ": "))
                      .anyMatch(line -> line.contains("libtorch.so"))
                      .anyMatch(line -> line.contains("cannot use " + file)));
      assertThatThrownBy(() -> EngineCheck.run(spark, 1))
          .isInstanceOfSatisfying(
              RunFailedException.class,
              failed ->
                  assertThat(failed.problems())
                      .hasSize(2)
                      .allMatch(line -> line.matches("127\\.0\\.0\\.\\d \\(executor \\d\\): .*")));
    }
  }

  private StandaloneCluster.Plan cluster() {
    return StandaloneCluster.in(temp.resolve("cluster"))
        .worker("127.0.0.1", 1, 600)
        .worker("127.0.0.2", 2, 600);
  }

  private static SparkConf application(StandaloneCluster cluster) {
    return new SparkConf()
        .setMaster(cluster.url())
        .setAppName("doctor")
        .set("spark.ui.enabled", "false")
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.executor.memory", "600m")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }
}
