package io.thawline.cluster;

import io.thawline.cluster.ShardPrefixes.Place;
import io.thawline.cluster.ShardPrefixes.Use;
import io.thawline.nn.Device;
import io.thawline.sample.Sample;
import io.thawline.state.RoundState;
import io.thawline.task.Evaluation;
import io.thawline.task.KnownValues;
import io.thawline.train.Evaluator;
import io.thawline.train.Evaluator.OfBatch;
import io.thawline.train.Prefix;
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
    return score(sent, Prefix.NONE);
  }

  /**
   * Likewise, to the same bits.
   *
   * @param prefix the first stages of the network that stand still over several states, and are
   *     computed once for each shard
   */
  public Evaluation score(SentState sent, Prefix prefix) {
    spark.setJobGroup("evaluate", "evaluate round " + sent.position().round());
    return Evaluation.join(
        evaluate(
                sent,
                prefix,
                (evaluator, samples, known) -> new ShardScores(evaluator.score(samples, known)))
            .stream()
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
            sent,
            Prefix.NONE,
            (evaluator, samples, known) ->
                wanted(evaluator.batches(samples, work), samples, wanted))
        .forEach(part -> part.forEach(result -> byId.put(result._1(), result._2())));
    return byId;
  }

  /** Likewise of all samples. */
  public <R> Map<String, R> compute(SentState sent, String what, Work<S, R> work) {
    spark.setJobGroup("evaluate", "%s of round %d".formatted(what, sent.position().round()));
    Map<String, R> byId = new HashMap<>();
    evaluate(
            sent,
            Prefix.NONE,
            (evaluator, samples, known) -> named(evaluator.batches(samples, work), samples))
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
    Computation<S, List<List<R>>> computation =
        (evaluator, samples, known) -> evaluator.batches(samples, work);
    return evaluated(sent, Prefix.NONE, computation)
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
  private interface Computation<S extends Sample, R> extends Serializable {
    R of(Evaluator<S> evaluator, List<S> samples, Map<String, KnownValues> known);
  }

  private <R> List<R> evaluate(SentState sent, Prefix prefix, Computation<S, R> computation) {
    return evaluated(sent, prefix, computation).collect();
  }

  private <R> JavaRDD<R> evaluated(SentState sent, Prefix prefix, Computation<S, R> computation) {
    TrainingSetup<S> taskSetup = setup;
    int distribution = shards.id();
    return shards.mapPartitionsWithIndex(
        (shard, part) -> {
          Place place = new Place(Use.EVALUATION, distribution, shard);
          return evaluate(taskSetup, sent, prefix, place, part, computation);
        },
        true);
  }

  private static <S extends Sample, R> Iterator<R> evaluate(
      TrainingSetup<S> setup,
      SentState sent,
      Prefix prefix,
      Place place,
      Iterator<S> part,
      Computation<S, R> computation) {
    List<S> samples = sorted(part);
    Device device = TaskDevice.open(setup.threads());
    RoundState state = sent.read();
    Map<String, KnownValues> known =
        ShardPrefixes.known(setup, prefix, place, device, sent, state, samples);
    try (Evaluator<S> evaluator = setup.evaluator(device, state)) {
      return Stream.of(computation.of(evaluator, samples, known)).iterator();
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
