package io.thawline.cluster;

import static io.thawline.cluster.TrainingFixture.EMBEDDER;
import static io.thawline.cluster.TrainingFixture.LAYOUT;
import static io.thawline.cluster.TrainingFixture.ROUNDS;
import static io.thawline.cluster.TrainingFixture.SETUP;
import static io.thawline.cluster.TrainingFixture.everything;
import static io.thawline.cluster.TrainingFixture.next;
import static io.thawline.cluster.TrainingFixture.pairs;
import static io.thawline.cluster.TrainingFixture.parameters;
import static io.thawline.cluster.TrainingFixture.rounds;
import static io.thawline.cluster.TrainingFixture.samples;
import static io.thawline.cluster.TrainingFixture.setup;
import static io.thawline.cluster.TrainingFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thawline.averaging.Outer;
import io.thawline.averaging.Velocity;
import io.thawline.errors.RunFailedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.state.StateDictForm;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.Prefix;
import io.thawline.train.ShardResult;
import io.thawline.train.TrainedShard;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingJobTest {
  private static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    spark = TrainingFixture.spark();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void oneShardIsLocalTrainingBitForBit() {
    RoundState distributed = rounds(ShardPlacement.place(samples(spark), 1, 7, 0), everything());
    assertThat(distributed.networks()).isEqualTo(trainedLocally().networks());
  }

  @Test
  void retriedTaskChangesNoBit() {
    JavaRDD<GlyphPair> shards = ShardPlacement.place(samples(spark), 2, 7, 0);
    JavaRDD<GlyphPair> failing = TrainingFixture.failingOnce(shards);
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
            ShardPlacement.place(samples(spark), 2, 7, 0),
            Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-2, attention))));
    NetworkState trained = after.network(FontTask.GENERATOR);
    assertThat(attention).hasSize(7);
    assertThat(trained.moments()).containsOnlyKeys(attention);
    for (TensorSpec spec : LAYOUT.tensors()) {
      if (!attention.contains(spec.name())) {
        assertThat(trained.tensors().require(spec.name()))
            .isEqualTo(before.network(FontTask.GENERATOR).tensors().require(spec.name()));
      }
    }
  }

  @Test
  void moreShardsThanSamplesLeaveSomeEmptyAndOutOfTheMean() {
    JavaRDD<GlyphPair> shards = ShardPlacement.place(samples(spark), 6, 7, 0);
    JavaRDD<GlyphPair> thinned = shards.filter(pair -> pair.id().compareTo("id-3") < 0);
    long empty = thinned.glom().filter(List::isEmpty).count();
    TrainedRound round = train(SETUP, thinned, start(7), everything());
    assertThat(empty).isPositive();
    assertThat(round.samples()).isEqualTo(thinned.count());
    assertThat(round.lost()).isEmpty();
  }

  @Test
  void shardsThatGoOneWayAgree() {
    assertThat(train(SETUP, ShardPlacement.place(samples(spark), 1, 7, 0), start(7), everything()))
        .extracting(TrainedRound::cosine)
        .isEqualTo(OptionalDouble.empty());
    TrainedRound two =
        train(SETUP, ShardPlacement.place(samples(spark), 2, 7, 0), start(7), everything());
    assertThat(two.cosine().orElseThrow()).isBetween(-1.0, 1.0).isNotZero();
  }

  @Test
  void aShardThatDivergesStopsTheRunUnlessItMayBeLeftOut() {
    List<GlyphPair> sound = pairs().stream().filter(pair -> pair.style() == 0).toList();
    JavaRDD<GlyphPair> alone = spark.parallelize(sound, 1);
    JavaRDD<GlyphPair> both =
        alone.union(spark.parallelize(pairs().stream().filter(p -> p.style() == 1).toList(), 1));
    assertThatExceptionOfType(RunFailedException.class)
        .isThrownBy(() -> train(SETUP, both, poisoned(), withoutEmbedding()))
        .withMessageStartingWith(
            "training diverged in shard 1 at step 1: the loss of the generator is NaN; lower");
    TrainedRound round = train(setup(0.5), both, poisoned(), withoutEmbedding());
    assertThat(round.lost()).containsExactly("shard 1 at step 1: the loss of the generator is NaN");
    assertThat(round.samples()).isEqualTo(sound.size());
    assertThat(round.networks())
        .isEqualTo(train(SETUP, alone, poisoned(), withoutEmbedding()).networks());
  }

  /** The embedding of style 1 is not a number, so shards that hold that style diverge. */
  private static RoundState poisoned() {
    RoundState start = start(7);
    NetworkState network = start.network(FontTask.GENERATOR);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(network.tensors().asMap());
    HostTensor embedder = network.tensors().require(EMBEDDER);
    float[] values = embedder.toFloats();
    values[values.length / 2] = Float.NaN;
    tensors.put(EMBEDDER, HostTensor.ofFloats(embedder.shape(), values));
    return new RoundState(
        Map.of(FontTask.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
        Position.START,
        7);
  }

  private static Map<String, List<ParameterGroup>> withoutEmbedding() {
    List<String> names = parameters().stream().filter(name -> !name.equals(EMBEDDER)).toList();
    return Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-3, names)));
  }

  @Test
  void reshuffledShardsAreOthersAndFollowFromTheSeed() {
    assertThat(ids(7, 0)).isEqualTo(ids(7, 0)).isNotEqualTo(ids(7, 1)).isNotEqualTo(ids(8, 0));
    assertThat(ids(7, 1)).isEqualTo(ids(7, 1));
  }

  /** The ids of each shard, joined. */
  private static List<String> ids(long seed, int shuffle) {
    return ShardPlacement.place(samples(spark), 3, seed, shuffle)
        .map(GlyphPair::id)
        .glom()
        .map(ids -> ids.stream().sorted().collect(Collectors.joining(" ")))
        .collect();
  }

  private static TrainedRound train(
      TrainingSetup<GlyphPair> setup,
      JavaRDD<GlyphPair> shards,
      RoundState state,
      Map<String, List<ParameterGroup>> groups) {
    try (StateSender sender = new StateSender(spark, state);
        SentState sent = sender.send(state)) {
      return new TrainingJob<>(spark, setup, shards)
          .train(
              state,
              sent,
              groups,
              Round.epoch(1),
              Outer.NONE.step(2, 1),
              Velocity.KEPT,
              Prefix.NONE);
    }
  }

  private static RoundState trainedLocally() {
    RoundState state = start(7);
    for (int round = 0; round < ROUNDS; round++) {
      try (TrainedShard trained =
          SETUP
              .trainer()
              .train(
                  Device.cpu(1),
                  state,
                  everything(),
                  Round.epoch(round + 1),
                  pairs(),
                  Map.of(),
                  () -> false)) {
        state = after(state, trained.result());
      }
    }
    return state;
  }

  private static RoundState after(RoundState before, ShardResult result) {
    NetworkState old = before.network(FontTask.GENERATOR);
    NetworkState moved = Objects.requireNonNull(result.networks().get(FontTask.GENERATOR));
    Map<String, HostTensor> all = new LinkedHashMap<>(StateDictForm.write(old).asMap());
    StateDictForm.write(moved).asMap().forEach((name, tensor) -> all.put(name, copy(tensor)));
    NetworkState network = StateDictForm.read(StateDict.of(all));
    return next(before, Map.of(FontTask.GENERATOR, network), result.steps(), result.samples());
  }

  private static HostTensor copy(HostTensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(tensor.byteCount());
    return HostTensor.of(tensor.dtype(), tensor.shape(), bytes.put(tensor.bytes()).flip());
  }
}
