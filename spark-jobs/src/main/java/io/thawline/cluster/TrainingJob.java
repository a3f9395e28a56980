package io.thawline.cluster;

import io.thawline.errors.RunFailedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.ComputedBy;
import io.thawline.state.RoundState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Trains rounds: one Spark action a round, in which shards train, shuffle and are averaged. */
public final class TrainingJob {
  private final JavaSparkContext spark;
  private final TrainingSetup setup;
  private final JavaRDD<GlyphPair> shards;

  /**
   * A job over these shards.
   *
   * @param shards one partition a shard, as {@link ShardPlacement} makes them
   */
  public TrainingJob(JavaSparkContext spark, TrainingSetup setup, JavaRDD<GlyphPair> shards) {
    this.spark = spark;
    this.setup = setup;
    this.shards = shards;
  }

  /** How many shards train. */
  public int shards() {
    return shards.getNumPartitions();
  }

  /** Whether driver and tasks share one JVM, where one shard trains at a time. */
  public boolean isInOneJvm() {
    return spark.isLocal();
  }

  /**
   * Trains one round.
   *
   * @param before the state that {@code sent} stands for
   * @param groups what trains, by network; everything else is frozen
   * @throws RunFailedException when a shard's results are not finite, or come from engines that
   *     compute other bits
   */
  public TrainedRound train(
      RoundState before, SentState sent, Map<String, List<ParameterGroup>> groups) {
    Map<String, List<ParameterGroup>> byNetwork = new TreeMap<>(groups);
    spark.setJobGroup("train", "train round " + (before.position().round() + 1));
    List<ShardSummary> summaries = new ArrayList<>();
    List<byte[]> means = new ArrayList<>();
    for (Tuple2<Long, byte[]> record : fold(sent, byNetwork)) {
      if (RecordKey.number(record._1()) == RecordKey.SUMMARY) {
        summaries.add(ShardSummary.read(record._2()));
      } else {
        means.add(record._2());
      }
    }
    long steps = summaries.stream().mapToLong(ShardSummary::steps).max().orElseThrow();
    long samples = summaries.stream().mapToLong(ShardSummary::samples).sum();
    double loss = summaries.stream().mapToDouble(ShardSummary::lossSum).sum() / samples;
    return new TrainedRound(
        setup.records(byNetwork).join(before, means, steps),
        samples,
        steps,
        loss,
        commonOrigin(summaries));
  }

  /** Summaries by shard, then means by number. */
  private List<Tuple2<Long, byte[]>> fold(
      SentState sent, Map<String, List<ParameterGroup>> groups) {
    ShardTask task = new ShardTask(setup, sent, groups);
    RecordFold fold = new RecordFold(setup, groups);
    int folders = Math.min(setup.records(groups).count() + 1, shards.getNumPartitions());
    JavaRDD<Tuple2<Long, ShardRecord>> trained =
        shards.mapPartitionsWithIndex((shard, samples) -> task.run(shard, samples), true);
    List<Tuple2<Long, byte[]>> folded =
        WholeExecutors.claim(trained, spark.getConf())
            .mapToPair(record -> record)
            .repartitionAndSortWithinPartitions(new RecordKey.ByNumber(folders))
            .mapPartitions(sorted -> fold.run(sorted))
            .collect();
    return folded.stream().sorted(Comparator.comparing(Tuple2::_1)).toList();
  }

  private static ComputedBy commonOrigin(List<ShardSummary> summaries) {
    Set<ComputedBy> origins =
        summaries.stream().map(ShardSummary::computedBy).collect(Collectors.toSet());
    if (origins.size() > 1) {
      throw new RunFailedException(
          "The executors compute other bits than each other: %s. Run on machines of one kind of processor."
              .formatted(
                  origins.stream()
                      .map(ComputedBy::describe)
                      .sorted()
                      .collect(Collectors.joining("; "))));
    }
    return origins.iterator().next();
  }
}
