package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryOverheadTest {
  private static final String OVERHEAD = "spark.executor.memoryOverhead";

  @Test
  void containersGetRoomForTheEngineAndTheJvm() {
    assertThat(settled(conf("yarn")).get(OVERHEAD)).isEqualTo("1385m");
    assertThat(settled(conf("k8s://x").set("spark.executor.memory", "8g")).get(OVERHEAD))
        .isEqualTo("1820m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[*]", "local[2,2]"})
  void oneJvmHasNoContainerOfItsOwn(String master) {
    assertThat(settled(conf(master)).contains(OVERHEAD)).isFalse();
  }

  @Test
  void enoughOfTheUsersOwnStays() {
    assertThat(settled(conf("yarn").set(OVERHEAD, "2g")).get(OVERHEAD)).isEqualTo("2g");
    SparkConf share =
        conf("yarn")
            .set("spark.executor.memory", "8g")
            .set("spark.executor.memoryOverheadFactor", "0.4");
    assertThat(settled(share).contains(OVERHEAD)).isFalse();
  }

  @Test
  void lessIsRefusedWithTheFigure() {
    assertThatThrownBy(() -> settled(conf("yarn").set(OVERHEAD, "512m")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("512 MB")
        .hasMessageContaining("1385 MB (1001 MB for libtorch, 384 MB for the JVM)")
        .hasMessageContaining(OVERHEAD + "=1385m");
    assertThatThrownBy(
            () -> settled(conf("yarn").set("spark.executor.memoryOverheadFactor", "0.1")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("spark.executor.memoryOverheadFactor leaves an executor 384 MB");
  }

  private static SparkConf conf(String master) {
    return new SparkConf(false).setMaster(master);
  }

  private static SparkConf settled(SparkConf conf) {
    MemoryOverhead.settle(conf, 1000L << 20);
    return conf;
  }
}
