package io.thawline.cluster;

import io.thawline.nn.Device;
import io.thawline.sample.Sample;
import io.thawline.task.Evaluation;
import io.thawline.train.Evaluator;
import io.thawline.train.Evaluator.OfBatch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Scores and computes with a state, spread over a fixed number of shards.
 *
 * @param <S> the kind of samples
 */
public final class EvaluationJob<S extends Sample> {
  private final JavaSparkContext spark;
  private final TrainingSetup<S> setup;
  private final JavaRDD<S> shards;

  /**
   * A job over these shards.
   *
   * @param shards one partition a shard, as {@link ShardPlacement} makes them
   */
  public EvaluationJob(JavaSparkContext spark, TrainingSetup<S> setup, JavaRDD<S> shards) {
    this.spark = spark;
    this.setup = setup;
    this.shards = shards;
  }

  /** Work on a batch that is sent to the executors. */
  @FunctionalInterface
  public interface Work<S extends Sample, R> extends OfBatch<S, List<R>>, Serializable {}

  /** Work on the samples of a shard, sorted by id, that is sent to the executors. */
  @FunctionalInterface
  public interface OfShard<S extends Sample, R> extends Function<List<S>, R>, Serializable {}

  /** How well every sample is done: shard by shard, by id within a shard. */
  public Evaluation score(SentState sent) {
    spark.setJobGroup("evaluate", "evaluate round " + sent.position().round());
    return Evaluation.join(
        evaluate(sent, (evaluator, samples) -> new ShardScores(evaluator.score(samples))).stream()
            .map(ShardScores::evaluation)
            .toList());
  }

  /**
   * What the state makes of these samples, by id. They are computed in the batches that they are
   * scored in.
   *
   * @param what is done, in words
   * @param work of a batch; one result a sample, in the batch's order; no records, for Kryo reads
   *     none back
   */
  public <R> Map<String, R> compute(SentState sent, Set<String> ids, String what, Work<S, R> work) {
    List<String> wanted = List.copyOf(ids);
    spark.setJobGroup("evaluate", "%s of round %d".formatted(what, sent.position().round()));
    Map<String, R> byId = new HashMap<>();
    evaluate(
            sent, (evaluator, samples) -> wanted(evaluator.batches(samples, work), samples, wanted))
        .forEach(part -> part.forEach(result -> byId.put(result._1(), result._2())));
    return byId;
  }

  /** Likewise of all samples. */
  public <R> Map<String, R> compute(SentState sent, String what, Work<S, R> work) {
    spark.setJobGroup("evaluate", "%s of round %d".formatted(what, sent.position().round()));
    Map<String, R> byId = new HashMap<>();
    evaluate(sent, (evaluator, samples) -> named(evaluator.batches(samples, work), samples))
        .forEach(part -> part.forEach(result -> byId.put(result._1(), result._2())));
    return byId;
  }

  /**
   * Likewise of all samples, computed where and when it is asked for; for many.
   *
   * @param what is done, in words
   */
  public <R> JavaRDD<R> each(SentState sent, String what, Work<S, R> work) {
    spark.setJobGroup("evaluate", what);
    TrainingSetup<S> taskSetup = setup;
    Use<S, List<List<R>>> use = (evaluator, samples) -> evaluator.batches(samples, work);
    return shards
        .mapPartitions(part -> evaluate(taskSetup, sent, part, use))
        .flatMap(List::iterator)
        .flatMap(List::iterator);
  }

  private static <S extends Sample, R> List<Tuple2<String, R>> wanted(
      List<List<R>> batches, List<S> samples, List<String> wanted) {
    return named(batches, samples).stream()
        .filter(result -> wanted.contains(result._1()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static <S extends Sample, R> List<Tuple2<String, R>> named(
      List<List<R>> batches, List<S> samples) {
    List<R> results = batches.stream().flatMap(List::stream).toList();
    List<Tuple2<String, R>> named = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      named.add(new Tuple2<>(samples.get(i).id(), results.get(i)));
    }
    return named;
  }

  @FunctionalInterface
  private interface Use<S extends Sample, R> extends Serializable {
    R of(Evaluator<S> evaluator, List<S> samples);
  }

  private <R> List<R> evaluate(SentState sent, Use<S, R> use) {
    TrainingSetup<S> taskSetup = setup;
    return shards.mapPartitions(part -> evaluate(taskSetup, sent, part, use)).collect();
  }

  private static <S extends Sample, R> Iterator<R> evaluate(
      TrainingSetup<S> setup, SentState sent, Iterator<S> part, Use<S, R> use) {
    List<S> samples = sorted(part);
    Device device = TaskDevice.open(setup.threads());
    try (Evaluator<S> evaluator = setup.evaluator(device, sent.read())) {
      return Stream.of(use.of(evaluator, samples)).iterator();
    }
  }

  /** These samples, as they were prepared. */
  public List<S> samples(Set<String> ids) {
    List<String> wanted = List.copyOf(ids);
    spark.setJobGroup("evaluate", "fetch %d samples".formatted(wanted.size()));
    return shards.filter(sample -> wanted.contains(sample.id())).collect();
  }

  /**
   * What comes of the samples of each shard without any network, in the order of the shards.
   *
   * @param what is done, in words
   * @param work whose results are no records, for Kryo reads none back
   */
  public <R> List<R> overShards(String what, OfShard<S, R> work) {
    spark.setJobGroup("evaluate", what);
    return shards.mapPartitions(part -> List.of(work.apply(sorted(part))).iterator()).collect();
  }

  private static <S extends Sample> List<S> sorted(Iterator<S> part) {
    List<S> samples = new ArrayList<>();
    part.forEachRemaining(samples::add);
    samples.sort(Comparator.comparing(Sample::id));
    return samples;
  }
}
