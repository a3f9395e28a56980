package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.StandaloneCluster;
import io.thawline.errors.RunFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GPU that Spark hands out and libtorch does not have: workers with a pretended nvidia-smi. */
class GpuAddressTest {
  private static final Path SCRIPT =
      Path.of("..", "submit", "gpu", "discover.sh").toAbsolutePath().normalize();

  @TempDir Path temp;

  @Test
  void addressReachesTheTaskAndACardThatIsNotSeenIsRefusedOrReplacedByChoice() throws Exception {
    try (StandaloneCluster cluster =
        StandaloneCluster.in(temp.resolve("cluster"))
            .environment("PATH", nvidia() + ":" + System.getenv("PATH"))
            .worker("127.0.0.1", 2, 1200)
            .resource("gpu", 2, SCRIPT)
            .start()) {
      try (JavaSparkContext spark = new JavaSparkContext(application(cluster))) {
        Map<String, Integer> given =
            EachExecutor.ask(
                spark,
                "check",
                "addresses",
                60,
                Integer.class,
                place -> TaskDevice.address().orElse(-1));
        assertThat(given.values()).contains(0, 1);
        assertThatThrownBy(() -> EngineCheck.run(spark, 1))
            .isInstanceOf(RunFailedException.class)
            .hasMessageContaining("Spark gave this task GPU 1, and the engine sees 0 of them")
            .hasMessageContaining("device.fallback: cpu");
      }
      SparkConf replacing = application(cluster).set(TaskDevice.FALLBACK, "CPU");
      try (JavaSparkContext spark = new JavaSparkContext(replacing)) {
        assertThat(EngineCheck.run(spark, 1).device()).isEqualTo("cpu");
      }
      SparkConf processor = application(cluster).set(TaskDevice.KIND, "CPU");
      try (JavaSparkContext spark = new JavaSparkContext(processor)) {
        assertThat(EngineCheck.run(spark, 1).device()).isEqualTo("cpu");
      }
    }
  }

  private Path nvidia() throws IOException {
    Path directory = Files.createDirectories(temp.resolve("bin"));
    Path program =
        Files.writeString(directory.resolve("nvidia-smi"), "#!/bin/sh\nprintf '0\\n1\\n'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return directory;
  }

  private static SparkConf application(StandaloneCluster cluster) {
    return new SparkConf()
        .setMaster(cluster.url())
        .setAppName("gpu")
        .set("spark.ui.enabled", "false")
        .set("spark.executor.cores", "1")
        .set("spark.cores.max", "2")
        .set("spark.executor.memory", "600m")
        .set("spark.executor.resource.gpu.amount", "1")
        .set("spark.task.resource.gpu.amount", "1")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }
}
