package io.thawline.averaging;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundRecordsTest {
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
                  Map.of("bn.weight", new Moments(pair(0, 0), pair(0, 0), 5)))),
          Position.START,
          1);

  private final RoundRecords records =
      new RoundRecords(Map.of("g", LAYOUT), Map.of("g", Set.of("bn.weight")));

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

  private NetworkState fold(List<NetworkState> shards, long samples) {
    List<List<byte[]>> split =
        shards.stream().map(shard -> records.split(Map.of("g", shard))).toList();
    List<byte[]> means = new ArrayList<>();
    for (int number = 0; number < records.count(); number++) {
      RoundRecords.Fold fold = records.fold(number, split.get(0).get(number).length);
      for (List<byte[]> shard : split) {
        fold.add(ByteBuffer.wrap(shard.get(number)), samples);
      }
      means.add(fold.mean());
    }
    Map<String, NetworkState> joined = records.join(BEFORE, means, 3);
    return new RoundState(joined, Position.START, 1).network("g");
  }

  private static NetworkState trained(float weight, float mean, float variance, long step) {
    return new NetworkState(
        StateDict.of(
            Map.of(
                "bn.weight", pair(weight, weight),
                "bn.running_mean", pair(mean, mean),
                "bn.running_var", pair(variance, variance))),
        Map.of("bn.weight", new Moments(pair(0.1f, 0.2f), pair(0.3f, 0.4f), step)));
  }

  private static HostTensor pair(float first, float second) {
    return HostTensor.ofFloats(Shape.of(2), first, second);
  }

  private static TensorSpec spec(String name, Role role) {
    return new TensorSpec(
        name, DType.FLOAT32, Shape.of(2), role, LayerKind.BATCH_NORM, new Init.Constant(0), false);
  }
}
