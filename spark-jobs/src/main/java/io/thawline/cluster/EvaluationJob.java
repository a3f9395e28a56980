package io.thawline.cluster;

import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.task.Baselines;
import io.thawline.train.Evaluation;
import io.thawline.train.Evaluator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.Tuple3;

/** Scores and draws with a state, spread over a fixed number of shards. */
public final class EvaluationJob {
  private final JavaSparkContext spark;
  private final TrainingSetup setup;
  private final JavaRDD<GlyphPair> shards;

  /**
   * A job over these shards.
   *
   * @param shards one partition a shard, as {@link ShardPlacement} makes them
   */
  public EvaluationJob(JavaSparkContext spark, TrainingSetup setup, JavaRDD<GlyphPair> shards) {
    this.spark = spark;
    this.setup = setup;
    this.shards = shards;
  }

  /** The score of every sample: shard by shard, by id within a shard. */
  public Evaluation score(SentState sent) {
    TrainingSetup taskSetup = setup;
    spark.setJobGroup("evaluate", "evaluate round " + sent.position().round());
    List<Tuple2<String, Double>> scores =
        shards
            .mapPartitions(
                part ->
                    evaluate(
                        taskSetup,
                        sent,
                        part,
                        (evaluator, samples) ->
                            evaluator.score(samples).scores().stream()
                                .map(score -> new Tuple2<>(score.id(), score.l1()))
                                .toList()))
            .collect();
    return new Evaluation(
        scores.stream().map(score -> new Evaluation.Score(score._1(), score._2())).toList());
  }

  /** What the state draws for these samples, by id: 8-bit grey, row-major, white 255. */
  public Map<String, byte[]> draw(SentState sent, Set<String> ids) {
    TrainingSetup taskSetup = setup;
    List<String> wanted = List.copyOf(ids);
    spark.setJobGroup("evaluate", "draw samples of round " + sent.position().round());
    List<Tuple2<String, byte[]>> drawings =
        shards
            .mapPartitions(
                part ->
                    evaluate(
                        taskSetup,
                        sent,
                        part,
                        (evaluator, samples) -> drawings(evaluator, samples, wanted)))
            .collect();
    Map<String, byte[]> byId = new HashMap<>();
    drawings.forEach(drawing -> byId.put(drawing._1(), drawing._2()));
    return byId;
  }

  private static List<Tuple2<String, byte[]>> drawings(
      Evaluator evaluator, List<GlyphPair> samples, List<String> wanted) {
    List<byte[]> drawn = evaluator.draw(samples);
    List<Tuple2<String, byte[]>> drawings = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      if (wanted.contains(samples.get(i).id())) {
        drawings.add(new Tuple2<>(samples.get(i).id(), drawn.get(i)));
      }
    }
    return drawings;
  }

  @FunctionalInterface
  private interface Use<T> {
    List<T> of(Evaluator evaluator, List<GlyphPair> samples);
  }

  private static <T> Iterator<T> evaluate(
      TrainingSetup setup, SentState sent, Iterator<GlyphPair> part, Use<T> use) {
    List<GlyphPair> samples = sorted(part);
    Device device = TaskDevice.open(setup.threads());
    try (Evaluator evaluator = setup.evaluator(device, sent.read())) {
      return use.of(evaluator, samples).iterator();
    }
  }

  /** These samples, as they were prepared. */
  public List<GlyphPair> samples(Set<String> ids) {
    List<String> wanted = List.copyOf(ids);
    spark.setJobGroup("evaluate", "fetch %d samples".formatted(wanted.size()));
    return shards.filter(pair -> wanted.contains(pair.id())).collect();
  }

  /** What a blank page and a copy of the source score on the same samples. */
  public Baselines baselines() {
    spark.setJobGroup("evaluate", "score the baselines");
    List<Tuple3<Integer, Double, Double>> parts =
        shards
            .mapPartitions(
                part -> {
                  List<GlyphPair> samples = sorted(part);
                  if (samples.isEmpty()) {
                    return List.<Tuple3<Integer, Double, Double>>of().iterator();
                  }
                  Baselines scores = Baselines.of(samples);
                  return List.of(
                          new Tuple3<>(samples.size(), scores.blankPage(), scores.sourceCopy()))
                      .iterator();
                })
            .collect();
    return new Baselines(mean(parts, Tuple3::_2), mean(parts, Tuple3::_3));
  }

  private static double mean(
      List<Tuple3<Integer, Double, Double>> parts,
      Function<Tuple3<Integer, Double, Double>, Double> score) {
    double sum = 0;
    long samples = 0;
    for (Tuple3<Integer, Double, Double> part : parts) {
      sum += score.apply(part) * part._1();
      samples += part._1();
    }
    return sum / samples;
  }

  private static List<GlyphPair> sorted(Iterator<GlyphPair> part) {
    List<GlyphPair> samples = new ArrayList<>();
    part.forEachRemaining(samples::add);
    samples.sort(Comparator.comparing(GlyphPair::id));
    return samples;
  }
}
