package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSlotsTest {
  @ParameterizedTest
  @CsvSource({"'local', 1", "'local[*]', 8", "'local[3]', 3", "'local[3, 2]', 3"})
  void driverThatTrainsItselfRunsAsManyTasksAsItsMasterSays(String master, int slots) {
    assertThat(TaskSlots.of(conf(master), "org.apache.spark.deploy.SparkSubmit", 8))
        .isEqualTo(slots);
  }

  @Test
  void executorRunsAsManyAsItsCoresHaveRoomFor() {
    String command =
        "org.apache.spark.executor.CoarseGrainedExecutorBackend --executor-id 0 --cores 6 --app-id a";
    SparkConf conf = conf("spark://host:7077");
    assertThat(TaskSlots.of(conf, command, 8)).isEqualTo(6);
    assertThat(TaskSlots.of(conf.set("spark.task.cpus", "4"), command, 8)).isEqualTo(1);
  }

  @Test
  void executorsCoresAreKnownBeforehandWhereSparkHasADefault() {
    assertThat(WholeExecutors.cores(conf("yarn"))).isEqualTo(1);
    assertThat(WholeExecutors.cores(conf("k8s://host"))).isEqualTo(1);
    assertThat(WholeExecutors.cores(conf("yarn").set("spark.executor.cores", "4"))).isEqualTo(4);
    assertThat(WholeExecutors.cores(conf("spark://host:7077"))).isZero();
    assertThat(WholeExecutors.cores(conf("local[4]"))).isZero();
  }

  private static SparkConf conf(String master) {
    return new SparkConf(false).setMaster(master);
  }
}
