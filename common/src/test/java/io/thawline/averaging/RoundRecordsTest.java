package io.thawline.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundRecordsTest {
  private static final Offset<Double> CLOSE = within(1e-9);
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              spec("bn.weight", Role.PARAMETER),
              spec("bn.running_mean", Role.BUFFER),
              spec("bn.running_var", Role.BUFFER),
              spec("frozen", Role.PARAMETER)));
  private static final RoundState BEFORE =
      new RoundState(
          Map.of(
              "g",
              new NetworkState(
                  StateDict.of(
                      Map.of(
                          "bn.weight", pair(1, 1),
                          "bn.running_mean", pair(0, 0),
                          "bn.running_var", pair(1, 1),
                          "frozen", pair(7, 7))),
                  Map.of("bn.weight", moments(pair(0, 0), pair(0, 0), 5)))),
          Position.START,
          1);

  private final RoundRecords records =
      new RoundRecords(
          Map.of("g", LAYOUT), Map.of("g", Set.of("bn.weight")), List.of("exp_avg", "exp_avg_sq"));

  @TempDir private Path temp;

  @Test
  void oneShardGivesItsOwnResultBack() {
    NetworkState trained = trained(2, 3, 4, 8);
    NetworkState joined = fold(List.of(trained), 9);
    assertThat(joined.tensors().asMap()).containsAllEntriesOf(trained.tensors().asMap());
    assertThat(joined.moments()).isEqualTo(trained.moments());
    assertThat(joined.tensors().require("frozen")).isEqualTo(pair(7, 7));
  }

  @Test
  void shardsMeetInTheirMean() {
    NetworkState joined = fold(List.of(trained(2, 3, 4, 8), trained(4, 3, 4, 8)), 9);
    assertThat(joined.tensors().require("bn.weight")).isEqualTo(pair(3, 3));
  }

  @Test
  void outerMomentumCarriesOnUntilItIsReset() {
    OuterStep halved = new OuterStep(1, 0.5, false);
    NetworkState first = fold(BEFORE, List.of(trained(2, 3, 4, 8)), 9, halved);
    assertThat(first.tensors().require("bn.weight")).isEqualTo(pair(2, 2));
    assertThat(first.velocity()).containsOnly(Map.entry("bn.weight", pair(-1, -1)));
    RoundState between = new RoundState(Map.of("g", first), Position.START, 1);
    NetworkState second = fold(between, List.of(trained(3, 3, 4, 8)), 9, halved);
    assertThat(second.tensors().require("bn.weight")).isEqualTo(pair(3.5f, 3.5f));
    assertThat(second.velocity()).containsOnly(Map.entry("bn.weight", pair(-1.5f, -1.5f)));
    RoundState reset = Velocity.RESET.in(between);
    NetworkState restarted = fold(reset, List.of(trained(3, 3, 4, 8)), 9, halved);
    assertThat(restarted.tensors().require("bn.weight")).isEqualTo(pair(3, 3));
    NetworkState plain = fold(between, List.of(trained(3, 3, 4, 8)), 9, OuterStep.NONE);
    assertThat(plain.velocity()).isEmpty();
  }

  @Test
  void nesterovsStepLooksAhead() {
    OuterStep diloco = Outer.DILOCO.step(8, 50);
    NetworkState joined = fold(BEFORE, List.of(trained(2, 3, 4, 8)), 9, diloco);
    float moved = 1 + 0.7f * (1 + 0.9f);
    assertThat(joined.tensors().require("bn.weight").toFloats())
        .containsExactly(new float[] {moved, moved}, within(1e-6f));
  }

  @Test
  void automaticMomentumFollowsWorkersAndRounds() {
    assertThat(Outer.AUTO.step(3, 100).isMean()).isTrue();
    assertThat(Outer.AUTO.step(4, 7).momentum()).isEqualTo(0.2);
    assertThat(Outer.AUTO.step(4, 8).momentum()).isEqualTo(0.5);
  }

  @Test
  void stateThatIsResetDoesNotTravel() {
    RoundRecords weightsAlone =
        new RoundRecords(Map.of("g", LAYOUT), Map.of("g", Set.of("bn.weight")), List.of());
    assertThat(weightsAlone.count()).isEqualTo(2);
    assertThat(records.count()).isEqualTo(4);
  }

  @Test
  void theCosineIsThatOfTheWaysFromTheCommonStart() {
    assertThat(cosine(List.of(1L, 1L), new float[] {2, 1}, new float[] {3, 1})).isCloseTo(1, CLOSE);
    assertThat(cosine(List.of(5L, 3L), new float[] {2, 1}, new float[] {1, 4})).isCloseTo(0, CLOSE);
    assertThat(cosine(List.of(1L, 2L), new float[] {2, 1}, new float[] {0, 1}))
        .isCloseTo(-1, CLOSE);
    assertThat(
            cosine(List.of(1L, 1L, 1L), new float[] {2, 1}, new float[] {1, 2}, new float[] {0, 1}))
        .isCloseTo(-1 / 3., CLOSE);
    assertThat(cosine(List.of(4L), new float[] {2, 1})).isNaN();
  }

  private double cosine(List<Long> samples, float[]... weights) {
    int number = 1;
    RoundRecords.Fold fold = records.fold(number, BEFORE, OuterStep.NONE);
    for (int shard = 0; shard < weights.length; shard++) {
      HostTensor tensor = pair(weights[shard][0], weights[shard][1]);
      fold.add(tensor.bytes(), samples.get(shard));
    }
    try (RoundMeans means = records.gather(OuterStep.NONE, temp)) {
      means.put(number, fold.finish());
      return means.cosine(samples).orElse(Double.NaN);
    }
  }

  @Test
  void theMeanOfStatesWeighsThemAndForgetsMoments() {
    List<RoundState> states = List.of(state(trained(1, 0, 1, 1), 7), state(trained(4, 3, 1, 2), 7));
    NetworkState mean =
        StateMean.of(Map.of("g", LAYOUT), states, List.of(1L, 2L), temp).network("g");
    assertThat(mean.tensors().require("bn.weight")).isEqualTo(pair(3, 3));
    assertThat(mean.tensors().require("frozen")).isEqualTo(pair(7, 7));
    assertThat(mean.tensors().require("bn.running_mean")).isEqualTo(pair(2, 2));
    assertThat(mean.tensors().require("bn.running_var")).isEqualTo(pair(3, 3));
    assertThat(mean.moments()).isEmpty();
  }

  private static RoundState state(NetworkState trained, float frozen) {
    Map<String, HostTensor> tensors = new HashMap<>(trained.tensors().asMap());
    tensors.put("frozen", pair(frozen, frozen));
    return new RoundState(
        Map.of("g", new NetworkState(StateDict.of(tensors), trained.moments())), Position.START, 1);
  }

  @Test
  void nothingIsLeftInTheDirectory() throws IOException {
    NetworkState joined = fold(List.of(trained(2, 3, 4, 8)), 9);
    assertThat(temp).isEmptyDirectory();
    assertThat(joined.tensors().require("bn.weight")).isEqualTo(pair(2, 2));
  }

  private NetworkState fold(List<NetworkState> shards, long samples) {
    return fold(BEFORE, shards, samples, OuterStep.NONE);
  }

  private NetworkState fold(
      RoundState before, List<NetworkState> shards, long samples, OuterStep outer) {
    try (RoundMeans means = records.gather(outer, temp)) {
      for (int number = records.count() - 1; number >= 0; number--) {
        RoundRecords.Fold fold = records.fold(number, before, outer);
        for (NetworkState shard : shards) {
          fold.add(ByteBuffer.wrap(records.record(number, Map.of("g", shard))), samples);
        }
        means.put(number, fold.finish());
      }
      return new RoundState(means.join(before, 3), Position.START, 1).network("g");
    }
  }

  private static Moments moments(HostTensor expAvg, HostTensor expAvgSq, long step) {
    return Moments.of(Map.of("exp_avg", expAvg, "exp_avg_sq", expAvgSq), step);
  }

  private static NetworkState trained(float weight, float mean, float variance, long step) {
    return new NetworkState(
        StateDict.of(
            Map.of(
                "bn.weight", pair(weight, weight),
                "bn.running_mean", pair(mean, mean),
                "bn.running_var", pair(variance, variance))),
        Map.of("bn.weight", moments(pair(0.1f, 0.2f), pair(0.3f, 0.4f), step)));
  }

  private static HostTensor pair(float first, float second) {
    return HostTensor.ofFloats(Shape.of(2), first, second);
  }

  private static TensorSpec spec(String name, Role role) {
    return new TensorSpec(
        name, DType.FLOAT32, Shape.of(2), role, LayerKind.BATCH_NORM, new Init.Constant(0), false);
  }
}
