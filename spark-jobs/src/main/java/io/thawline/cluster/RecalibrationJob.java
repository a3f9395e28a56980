package io.thawline.cluster;

import io.thawline.errors.RunFailedException;
import io.thawline.nn.Device;
import io.thawline.sample.Sample;
import io.thawline.state.RoundState;
import io.thawline.train.NormStatistics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Computes BatchNorm's running statistics of the main network anew over training shards, one task
 * each: a pure function of state and shard, whose results are put together in shard order.
 *
 * @param <S> the kind of samples
 */
public final class RecalibrationJob<S extends Sample> {
  private final JavaSparkContext spark;
  private final TrainingSetup<S> setup;
  private final JavaRDD<S> shards;

  /**
   * A job over these shards.
   *
   * @param shards one partition a shard, as {@link ShardPlacement} makes them
   */
  public RecalibrationJob(JavaSparkContext spark, TrainingSetup<S> setup, JavaRDD<S> shards) {
    this.spark = spark;
    this.setup = setup;
    this.shards = shards;
  }

  /**
   * The state with statistics of its own weights.
   *
   * @param state that {@code sent} stands for
   * @throws RunFailedException when a statistic is no finite number
   */
  public RoundState recalibrate(RoundState state, SentState sent) {
    spark.setJobGroup("recalibrate", "recalibrate BatchNorm of round " + sent.position().round());
    TrainingSetup<S> taskSetup = setup;
    NormStatistics all = new NormStatistics();
    shards.mapPartitions(part -> ofShard(taskSetup, sent, part)).collect().forEach(all::add);
    if (!all.areFinite()) {
      throw new RunFailedException(
          "BatchNorm's statistics are not finite when they are computed anew, as where a shard has a single sample and a map a single pixel: give fewer averaging.workers, or leave checkpoint.recalibrate_batch_norm out");
    }
    return setup.recalibration().applied(state, all);
  }

  private static <S extends Sample> Iterator<NormStatistics> ofShard(
      TrainingSetup<S> setup, SentState sent, Iterator<S> part) throws InterruptedException {
    List<S> samples = new ArrayList<>();
    part.forEachRemaining(samples::add);
    TaskContext context = TaskContext.get();
    TrainingPermit.holdUntilEnd(context); // dropout draws from the engine's one generator
    Device device = TaskDevice.open(setup.threads());
    return Stream.of(
            setup.recalibration().ofShard(device, sent.read(), samples, context::isInterrupted))
        .iterator();
  }
}
