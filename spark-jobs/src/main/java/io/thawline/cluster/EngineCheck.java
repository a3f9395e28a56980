package io.thawline.cluster;

import io.thawline.nn.Device;
import io.thawline.state.ComputedBy;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** Loads the engine where tasks run, with its start-up canary, before anything depends on it. */
public final class EngineCheck {
  private EngineCheck() {}

  /**
   * What computes the results of this run's tasks.
   *
   * @param threads of the engine per task
   * @throws io.thawline.errors.RunFailedException when the engine cannot be loaded, or computes
   *     wrong results
   */
  public static ComputedBy run(JavaSparkContext spark, int threads) {
    spark.setJobGroup("check", "check the engine");
    byte[] summary =
        spark
            .parallelize(List.of(threads), 1)
            .map(count -> new ShardSummary(0, 0, 0, "", Device.cpu(count).computedBy()).write())
            .first();
    return ShardSummary.read(summary).computedBy();
  }
}
