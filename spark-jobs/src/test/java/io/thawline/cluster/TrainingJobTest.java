package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.ShardResult;
import io.thawline.train.ShardTrainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingJobTest {
  private static final int SIDE = 16;
  private static final int ROUNDS = 3;
  private static final TrainingSetup SETUP =
      new TrainingSetup(
          new UNetOptions(
              UNetOptions.Kind.ZI2ZI_UNET,
              SIDE,
              1,
              4,
              2,
              3,
              AttentionOptions.of(AttentionOptions.Placement.APPEND, 4)),
          OptimizerOptions.adam(1e-3),
          4,
          8,
          1);
  private static final Layout LAYOUT = SETUP.layout(ShardTrainer.GENERATOR);

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2,2]")
                .setAppName("training")
                .set("spark.ui.enabled", "false")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void oneShardIsLocalTrainingBitForBit() {
    RoundState distributed = rounds(ShardPlacement.place(samples(), 1, 7), everything());
    assertThat(distributed.networks()).isEqualTo(trainedLocally().networks());
  }

  @Test
  void retriedTaskChangesNoBit() {
    JavaRDD<GlyphPair> shards = ShardPlacement.place(samples(), 2, 7);
    JavaRDD<GlyphPair> failing =
        shards.mapPartitionsWithIndex(
            (shard, part) -> {
              if (shard == 1 && TaskContext.get().attemptNumber() == 0) {
                throw new IllegalStateException("lost on purpose");
              }
              return part;
            },
            true);
    assertThat(rounds(failing, everything()).networks())
        .isEqualTo(rounds(shards, everything()).networks());
  }

  @Test
  void frozenLayersKeepTheirBits() {
    List<String> attention =
        parameters().stream().filter(name -> name.contains(".down.3.")).toList();
    RoundState before = start(7);
    RoundState after =
        rounds(
            ShardPlacement.place(samples(), 2, 7),
            Map.of(ShardTrainer.GENERATOR, List.of(new ParameterGroup(1e-2, attention))));
    NetworkState trained = after.network(ShardTrainer.GENERATOR);
    assertThat(attention).hasSize(7);
    assertThat(trained.moments()).containsOnlyKeys(attention);
    for (TensorSpec spec : LAYOUT.tensors()) {
      if (!attention.contains(spec.name())) {
        assertThat(trained.tensors().require(spec.name()))
            .isEqualTo(before.network(ShardTrainer.GENERATOR).tensors().require(spec.name()));
      }
    }
  }

  private static RoundState rounds(
      JavaRDD<GlyphPair> shards, Map<String, List<ParameterGroup>> groups) {
    TrainingJob job = new TrainingJob(spark, SETUP, shards);
    RoundState state = start(7);
    try (StateSender sender = new StateSender(spark, state)) {
      for (int round = 0; round < ROUNDS; round++) {
        try (SentState sent = sender.send(state)) {
          TrainedRound trained = job.train(state, sent, groups);
          state = next(state, trained.networks(), trained.steps(), trained.samples());
        }
      }
    }
    return state;
  }

  private static RoundState trainedLocally() {
    RoundState state = start(7);
    for (int round = 0; round < ROUNDS; round++) {
      ShardResult result =
          SETUP.trainer().train(Device.cpu(1), state, everything(), 0, pairs(), () -> false);
      NetworkState before = state.network(ShardTrainer.GENERATOR);
      Map<String, HostTensor> tensors = new LinkedHashMap<>(before.tensors().asMap());
      Map<String, Moments> moments = new LinkedHashMap<>(before.moments());
      result
          .networks()
          .forEach(
              (name, moved) -> {
                tensors.putAll(moved.tensors().asMap());
                moments.putAll(moved.moments());
              });
      NetworkState after = new NetworkState(StateDict.of(tensors), moments);
      state = next(state, Map.of(ShardTrainer.GENERATOR, after), result.steps(), result.samples());
    }
    return state;
  }

  private static RoundState next(
      RoundState before, Map<String, NetworkState> networks, long steps, long samples) {
    return new RoundState(networks, before.position().next(steps, samples), before.seed());
  }

  private static RoundState start(long seed) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LAYOUT.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 11)));
    return new RoundState(
        Map.of(ShardTrainer.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
        Position.START,
        seed);
  }

  private static Map<String, List<ParameterGroup>> everything() {
    return Map.of(ShardTrainer.GENERATOR, List.of(new ParameterGroup(1e-3, parameters())));
  }

  private static List<String> parameters() {
    return LAYOUT.parameters().stream().map(TensorSpec::name).toList();
  }

  private static JavaRDD<GlyphPair> samples() {
    return spark.parallelize(pairs(), 3);
  }

  private static List<GlyphPair> pairs() {
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
