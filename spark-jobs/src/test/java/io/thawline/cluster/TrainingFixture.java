package io.thawline.cluster;

import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.AveragingOptions.InnerState;
import io.thawline.averaging.Outer;
import io.thawline.averaging.Velocity;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** A small network, samples for it, and rounds over them. */
final class TrainingFixture {
  private static final int SIDE = 16;
  static final int ROUNDS = 3;
  static final String EMBEDDER = "embedder.weight";
  static final TrainingSetup<GlyphPair> SETUP = setup(0);
  static final Layout LAYOUT = SETUP.layout(FontTask.GENERATOR);

  private TrainingFixture() {}

  static TrainingSetup<GlyphPair> setup(double maxLostShare) {
    return new TrainingSetup<>(
        new FontTask(
            new UNetOptions(
                UNetOptions.Kind.ZI2ZI_UNET,
                SIDE,
                1,
                4,
                2,
                3,
                AttentionOptions.of(AttentionOptions.Placement.APPEND, 4))),
        Map.of(FontTask.GENERATOR, OptimizerOptions.adam(1e-3)),
        4,
        8,
        new AveragingOptions(2, "epoch", Outer.NONE, InnerState.AVERAGE, maxLostShare, 0, 1));
  }

  static RoundState rounds(JavaRDD<GlyphPair> shards, Map<String, List<ParameterGroup>> groups) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(shards.context());
    TrainingJob<GlyphPair> job = new TrainingJob<>(spark, SETUP, shards);
    RoundState state = start(7);
    try (StateSender sender = new StateSender(spark, state)) {
      for (int round = 0; round < ROUNDS; round++) {
        try (SentState sent = sender.send(state)) {
          TrainedRound trained =
              job.train(
                  state,
                  sent,
                  groups,
                  Round.epoch(round + 1),
                  Outer.NONE.step(2, ROUNDS),
                  Velocity.KEPT,
                  Prefix.NONE);
          state = next(state, trained.networks(), trained.steps(), trained.samples());
        }
      }
    }
    return state;
  }

  static RoundState next(
      RoundState before, Map<String, NetworkState> networks, long steps, long samples) {
    return new RoundState(networks, before.position().next(steps, samples), before.seed());
  }

  static RoundState start(long seed) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LAYOUT.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 11)));
    return new RoundState(
        Map.of(FontTask.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
        Position.START,
        seed);
  }

  static Map<String, List<ParameterGroup>> everything() {
    return Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-3, parameters())));
  }

  static List<String> parameters() {
    return LAYOUT.parameters().stream().map(TensorSpec::name).toList();
  }

  /** Two cores of this JVM, where a task that fails is tried again. */
  static JavaSparkContext spark() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2,2]")
            .setAppName("fixture")
            .set("spark.ui.enabled", "false")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"));
  }

  /** The same samples, where the first attempt at one shard fails. */
  static JavaRDD<GlyphPair> failingOnce(JavaRDD<GlyphPair> shards) {
    return shards.mapPartitionsWithIndex(
        (shard, part) -> {
          if (shard == 1 && TaskContext.get().attemptNumber() == 0) {
            throw new IllegalStateException("lost on purpose");
          }
          return part;
        },
        true);
  }

  static JavaRDD<GlyphPair> samples(JavaSparkContext spark) {
    return spark.parallelize(pairs(), 3);
  }

  static List<GlyphPair> pairs() {
    List<GlyphPair> pairs = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      byte[] source = new byte[SIDE * SIDE];
      byte[] target = new byte[SIDE * SIDE];
      new Random(i).nextBytes(source);
      new Random(100 + i).nextBytes(target);
      pairs.add(new GlyphPair("id-" + i, "x", i % 2, source, target));
    }
    return pairs;
  }
}
