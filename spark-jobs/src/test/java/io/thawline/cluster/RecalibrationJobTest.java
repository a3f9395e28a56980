package io.thawline.cluster;

import static io.thawline.cluster.TrainingFixture.EMBEDDER;
import static io.thawline.cluster.TrainingFixture.SETUP;
import static io.thawline.cluster.TrainingFixture.samples;
import static io.thawline.cluster.TrainingFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.thawline.errors.RunFailedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import io.thawline.train.NormStatistics;
import io.thawline.train.Recalibration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecalibrationJobTest {
  private static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    spark = TrainingFixture.spark();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private static RoundState recalibrated(JavaRDD<GlyphPair> shards) {
    return recalibrated(start(7), shards);
  }

  private static RoundState recalibrated(RoundState state, JavaRDD<GlyphPair> shards) {
    try (StateSender sender = new StateSender(spark, state);
        SentState sent = sender.send(state)) {
      return new RecalibrationJob<>(spark, SETUP, shards).recalibrate(state, sent);
    }
  }

  @Test
  void shardsAreWhatTheirSamplesGiveInTurnAndARetryChangesNoBit() {
    JavaRDD<GlyphPair> shards = ShardPlacement.place(samples(spark), 3, 7, 0);
    JavaRDD<GlyphPair> failing = TrainingFixture.failingOnce(shards);
    Recalibration<GlyphPair> pass = SETUP.recalibration();
    NormStatistics inTurn = new NormStatistics();
    for (List<GlyphPair> shard : shards.glom().collect()) {
      inTurn.add(pass.ofShard(Device.cpu(1), start(7), shard, () -> false));
    }
    assertThat(recalibrated(failing).networks())
        .isEqualTo(pass.applied(start(7), inTurn).networks())
        .isNotEqualTo(start(7).networks());
  }

  /** The first norm behind the images sees the same values in whatever batches they come. */
  @Test
  void firstLayerDoesNotKnowHowSamplesAreSpread() {
    StateDict one = tensors(recalibrated(ShardPlacement.place(samples(spark), 1, 7, 0)));
    StateDict four = tensors(recalibrated(ShardPlacement.place(samples(spark), 4, 7, 0)));
    for (String statistic : List.of("running_mean", "running_var")) {
      String name = "model.submodule.down.2." + statistic;
      float[] expected = one.require(name).toFloats();
      assertThat(four.require(name).toFloats()).containsExactly(expected, within(1e-5f));
    }
  }

  private static StateDict tensors(RoundState state) {
    return state.network(FontTask.GENERATOR).tensors();
  }

  @Test
  void statisticsThatAreNoNumbersStopTheRun() {
    StateDict whole = tensors(start(7));
    Map<String, HostTensor> tensors = new LinkedHashMap<>(whole.asMap());
    float[] values = whole.require(EMBEDDER).toFloats();
    Arrays.fill(values, Float.NaN);
    tensors.put(EMBEDDER, HostTensor.ofFloats(whole.require(EMBEDDER).shape(), values));
    NetworkState network = NetworkState.untrained(StateDict.of(tensors));
    RoundState poisoned = new RoundState(Map.of(FontTask.GENERATOR, network), Position.START, 7);
    assertThatExceptionOfType(RunFailedException.class)
        .isThrownBy(() -> recalibrated(poisoned, samples(spark)))
        .withMessageStartingWith("BatchNorm's statistics are not finite");
  }
}
