package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster that other tests rely on is a real one. */
class StandaloneClusterTest {
  @TempDir Path temp;

  @Test
  void executorsOfTwoHostsComputeAndAreReplacedWhenKilled() throws Exception {
    List<ProcessHandle> first;
    try (StandaloneCluster cluster =
            StandaloneCluster.in(temp)
                .worker("127.0.0.1", 1, 512)
                .worker("127.0.0.2", 1, 512)
                .start();
        JavaSparkContext spark = new JavaSparkContext(application(cluster))) {
      cluster.await(() -> cluster.executors().size() == 2, "two executors");
      first = cluster.executors();
      assertThat(cluster.executorsOf(1)).hasSize(1).isSubsetOf(first);
      cluster.await(() -> hosts(spark).size() == 2, "tasks on both hosts");
      first.get(0).destroyForcibly();
      cluster.await(
          () -> cluster.executors().stream().anyMatch(p -> !first.contains(p)), "another");
      assertThat(hosts(spark)).isSubsetOf("127.0.0.1", "127.0.0.2").isNotEmpty();
    }
    assertThat(first).noneMatch(ProcessHandle::isAlive);
  }

  private static SparkConf application(StandaloneCluster cluster) {
    return new SparkConf()
        .setMaster(cluster.url())
        .setAppName("cluster")
        .set("spark.ui.enabled", "false")
        .set("spark.executor.memory", "512m")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }

  private static Set<String> hosts(JavaSparkContext spark) {
    return spark.parallelize(Arrays.asList(1, 2, 3, 4), 4).map(i -> host()).collect().stream()
        .collect(Collectors.toSet());
  }

  private static String host() throws InterruptedException {
    Thread.sleep(100); // so that no executor is done with all tasks before the other has begun
    return SparkEnv.get().blockManager().blockManagerId().host();
  }
}
