package io.thawline.cluster;

import io.thawline.averaging.OuterStep;
import io.thawline.averaging.RoundMeans;
import io.thawline.averaging.Velocity;
import io.thawline.errors.RunFailedException;
import io.thawline.sample.Sample;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.RoundState;
import io.thawline.train.Prefix;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Trains rounds: one Spark action a round, in which shards train, shuffle and are averaged. */
public final class TrainingJob<S extends Sample> {
  private final JavaSparkContext spark;
  private final TrainingSetup<S> setup;
  private final JavaRDD<S> shards;
  private final WholeExecutors executors;

  /**
   * A job over these shards.
   *
   * @param shards one partition a shard, as {@link ShardPlacement} makes them
   */
  public TrainingJob(JavaSparkContext spark, TrainingSetup<S> setup, JavaRDD<S> shards) {
    this.spark = spark;
    this.setup = setup;
    this.shards = shards;
    this.executors = WholeExecutors.of(spark.getConf());
  }

  /**
   * Trains one round.
   *
   * @param before the state that {@code sent} stands for
   * @param groups what trains, by network; everything else is frozen
   * @param round which part of which epoch
   * @param outer what follows the mean
   * @param velocity what becomes of what it remembers
   * @param prefix the first stages of a network that stand still as long as these groups train, and
   *     are computed once for each shard
   * @throws RunFailedException when more shards' results are not finite than may be left out, or
   *     come from engines that compute other bits
   */
  public TrainedRound train(
      RoundState before,
      SentState sent,
      Map<String, List<ParameterGroup>> groups,
      Round round,
      OuterStep outer,
      Velocity velocity,
      Prefix prefix) {
    Map<String, List<ParameterGroup>> byNetwork = new TreeMap<>(groups);
    spark.setJobGroup(AveragingListener.TRAINING, "train round " + round.number());
    ShardTask<S> task = new ShardTask<>(setup, sent, byNetwork, round, prefix, shards.id());
    RecordFold fold = new RecordFold(setup, sent, byNetwork, outer, velocity);
    JavaRDD<Tuple2<Long, ShardRecord>> trained =
        shards.mapPartitionsWithIndex((shard, samples) -> task.run(shard, samples), true);
    Summaries summaries = new Summaries();
    try (RoundMeans means = setup.records(byNetwork).gather(outer, LocalDirectory.path())) {
      AveragingShuffle.run(
          executors.claim(trained), setup.records(byNetwork).count(), fold, summaries, means);
      return summaries.join(before, means, setup.averaging().maxLostShare());
    }
  }
}
