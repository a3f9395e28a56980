package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thawline.errors.RunFailedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShardTrainerTest {
  private static final Device DEVICE = Device.cpu(1);

  private static ShardResult train(
      RoundState state, Map<String, List<ParameterGroup>> groups, List<GlyphPair> pairs) {
    return TrainFixture.trainer(0.1).train(DEVICE, state, groups, 0, pairs, () -> false);
  }

  private static NetworkState moved(ShardResult result) {
    return Objects.requireNonNull(result.networks().get(ShardTrainer.GENERATOR));
  }

  private static StateDict generator(RoundState state) {
    return state.network(ShardTrainer.GENERATOR).tensors();
  }

  @Test
  void sameSeedTwiceGivesTheSameBitsInWhateverOrderSamplesArrive() {
    List<GlyphPair> pairs = TrainFixture.pairs(13);
    ShardResult first = train(TrainFixture.state(5), TrainFixture.everything(), pairs);
    List<GlyphPair> reversed = new ArrayList<>(pairs);
    Collections.reverse(reversed);
    ShardResult second = train(TrainFixture.state(5), TrainFixture.everything(), reversed);
    assertThat(second).isEqualTo(first);
    assertThat(train(TrainFixture.state(6), TrainFixture.everything(), pairs)).isNotEqualTo(first);
  }

  @Test
  void groupingOfParametersDoesNotChangeBits() {
    List<String> names = TrainFixture.parameters();
    List<String> reversed = new ArrayList<>(names);
    Collections.reverse(reversed);
    Map<String, List<ParameterGroup>> split =
        TrainFixture.groups(
            new ParameterGroup(1e-3, reversed.subList(0, 7)),
            new ParameterGroup(1e-3, reversed.subList(7, reversed.size())));
    List<GlyphPair> pairs = TrainFixture.pairs(12);
    assertThat(train(TrainFixture.state(5), split, pairs))
        .isEqualTo(train(TrainFixture.state(5), TrainFixture.everything(), pairs));
  }

  @Test
  void everySampleIsConsumedOnceAndALastOneJoinsTheBatchBefore() {
    ShardResult result =
        train(TrainFixture.state(5), TrainFixture.everything(), TrainFixture.pairs(13));
    assertThat(result.samples()).isEqualTo(13);
    assertThat(result.steps()).isEqualTo(3);
    assertThat(moved(result).moments().values()).allMatch(moments -> moments.step() == 3);
    assertThat(result.lossSum() / 13).isBetween(0.1, 2.0);
  }

  @Test
  void frozenMeansFrozen() {
    RoundState start = TrainFixture.state(5);
    List<String> added =
        TrainFixture.parameters().stream().filter(name -> name.contains("down.3")).toList();
    ShardResult result =
        train(start, TrainFixture.groups(new ParameterGroup(1e-2, added)), TrainFixture.pairs(12));
    assertThat(added).hasSize(7);
    assertThat(moved(result).tensors().names()).containsExactlyElementsOf(added);
    assertThat(moved(result).moments().keySet()).containsExactlyElementsOf(added);
    String gamma = added.get(0);
    assertThat(moved(result).tensors().require(gamma))
        .isNotEqualTo(generator(start).require(gamma));
  }

  @Test
  void aThawedNormMovesItsStatisticsAndAFrozenOneNone() {
    RoundState start = TrainFixture.state(5);
    List<String> outer =
        Stream.of("up.2.weight", "up.2.bias").map(n -> "model.submodule." + n).toList();
    ShardResult result =
        train(start, TrainFixture.groups(new ParameterGroup(1e-2, outer)), TrainFixture.pairs(12));
    assertThat(moved(result).tensors().names())
        .containsExactly(
            outer.get(0),
            outer.get(1),
            "model.submodule.up.2.running_mean",
            "model.submodule.up.2.running_var",
            "model.submodule.up.2.num_batches_tracked");
    assertThat(
            moved(result).tensors().require("model.submodule.up.2.num_batches_tracked").toLongs())
        .containsExactly(3);
    assertThat(moved(result).tensors().asMap())
        .allSatisfy(
            (name, tensor) -> assertThat(tensor).isNotEqualTo(generator(start).require(name)));
  }

  @Test
  void roundsContinueStepsAndLowerTheLoss() {
    RoundState state = TrainFixture.state(5);
    List<GlyphPair> pairs = TrainFixture.pairs(24);
    List<Double> losses = new ArrayList<>();
    for (int round = 0; round < 8; round++) {
      ShardResult result = train(state, TrainFixture.everything(), pairs);
      losses.add(result.lossSum() / result.samples());
      state = TrainFixture.after(state, result);
    }
    assertThat(losses.get(7)).isLessThan(0.6 * losses.get(0));
    assertThat(state.network(ShardTrainer.GENERATOR).moments().values())
        .allMatch(moments -> moments.step() == 48);
  }

  @Test
  void lossThatIsNotFiniteStopsWithThePlaceNamed() {
    RoundState start = TrainFixture.state(5);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(generator(start).asMap());
    HostTensor bias = generator(start).require("model.up.1.bias");
    tensors.put("model.up.1.bias", HostTensor.ofFloats(bias.shape(), Float.NaN));
    RoundState broken =
        new RoundState(
            Map.of(ShardTrainer.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
            start.position(),
            5);
    assertThatExceptionOfType(RunFailedException.class)
        .isThrownBy(() -> train(broken, TrainFixture.everything(), TrainFixture.pairs(8)))
        .withMessageStartingWith(
            "training diverged in round 0, shard 0, step 1: the loss is NaN; lower");
  }

  @Test
  void weightsThatAreNotFiniteStopToo() {
    Map<String, List<ParameterGroup>> absurd =
        TrainFixture.groups(new ParameterGroup(1e39, TrainFixture.parameters()));
    assertThatExceptionOfType(RunFailedException.class)
        .isThrownBy(() -> train(TrainFixture.state(5), absurd, TrainFixture.pairs(4)))
        .withMessageStartingWith(
            "training diverged in round 0, shard 0, step 1: a weight is no longer finite; lower");
  }

  @Test
  void cancelledBeforeAnyStepThatWasNotBegun() {
    AtomicInteger asked = new AtomicInteger();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () ->
                TrainFixture.trainer(0)
                    .train(
                        DEVICE,
                        TrainFixture.state(5),
                        TrainFixture.everything(),
                        0,
                        TrainFixture.pairs(12),
                        () -> asked.incrementAndGet() == 2));
    assertThat(asked).hasValue(2);
  }
}
