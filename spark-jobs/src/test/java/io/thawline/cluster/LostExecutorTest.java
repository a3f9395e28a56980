package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thawline.StandaloneCluster;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostExecutorTest {
  @Test
  void executorThatKeepsBeingKilledIsExplained(@TempDir Path temp) throws Exception {
    try (StandaloneCluster cluster =
            StandaloneCluster.in(temp).worker("127.0.0.1", 1, 512).start();
        JavaSparkContext spark =
            new JavaSparkContext(
                new SparkConf()
                    .setMaster(cluster.url())
                    .setAppName("lost")
                    .set("spark.ui.enabled", "false")
                    .set("spark.task.maxFailures", "1")
                    .set("spark.executor.memory", "512m")
                    .set("spark.executor.extraClassPath", System.getProperty("java.class.path")))) {
      Throwable failure =
          catchThrowable(
              () -> spark.parallelize(List.of(1), 1).map(i -> killThisProcess()).collect());
      assertThat(LostExecutor.explain(failure).orElse("no lost executor: " + failure))
          .matches(
              "executor 0 on 127.0.0.1 (was killed|vanished)\\b.*spark.executor.memoryOverhead.*");
    }
  }

  private static boolean killThisProcess() throws Exception {
    new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
        .start()
        .waitFor();
    Thread.sleep(60_000);
    return true;
  }

  @Test
  void wordsOfYarnAndKubernetesAreUnderstood() {
    assertThat(explained("Container from a bad node: container_1 on host: h. Exit status: 137."))
        .contains("exit code 137");
    assertThat(
            explained(
                "Container killed by YARN for exceeding physical memory limits. 2.1 GB of 2 GB"))
        .contains("memoryOverhead");
    assertThat(
            explained(
                "The executor with id 1 exited with exit code 137(SIGKILL, possible container OOM)."))
        .contains("exit code 137");
    assertThat(explained("Command exited with code 139")).contains("crashed in native code");
  }

  @Test
  void otherFailuresAreLeftAlone() {
    assertThat(LostExecutor.explain(new IllegalStateException("exit code 137"))).isEmpty();
  }

  private static String explained(String reason) {
    return LostExecutor.explain(
            new RuntimeException(
                "Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent"
                    + " failure: Lost task 0.3 in stage 3.0 (TID 7) (node7 executor 3):"
                    + " ExecutorLostFailure (executor 3 exited caused by one of the running tasks)"
                    + " Reason: "
                    + reason
                    + "\nDriver stacktrace:"))
        .orElseThrow();
  }
}
