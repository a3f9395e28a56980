package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Period;
import io.thawline.schedule.Round;
import io.thawline.schedule.Rounds;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.task.Task;
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
    return train(state, groups, Round.epoch(1 + state.position().round()), pairs);
  }

  private static ShardResult train(
      RoundState state,
      Map<String, List<ParameterGroup>> groups,
      Round round,
      List<GlyphPair> pairs) {
    try (TrainedShard trained =
        TrainFixture.trainer(0.1)
            .train(DEVICE, state, groups, round, pairs, Map.of(), () -> false)) {
      return TrainFixture.copy(trained.result());
    }
  }

  private static NetworkState moved(ShardResult result) {
    return Objects.requireNonNull(result.networks().get(FontTask.GENERATOR));
  }

  private static double loss(ShardResult result) {
    return result.told().getOrDefault(Task.TRAIN_LOSS, Double.NaN) / result.samples();
  }

  private static StateDict generator(RoundState state) {
    return state.network(FontTask.GENERATOR).tensors();
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
    assertThat(loss(result)).isBetween(0.1, 2.0);
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
      losses.add(loss(result));
      state = TrainFixture.after(state, result);
    }
    assertThat(losses.get(7)).isLessThan(0.6 * losses.get(0));
    assertThat(state.network(FontTask.GENERATOR).moments().values())
        .allMatch(moments -> moments.step() == 48);
  }

  @Test
  void lossThatIsNotFiniteEndsTheShardWithTheStepNamed() {
    RoundState start = TrainFixture.state(5);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(generator(start).asMap());
    HostTensor bias = generator(start).require("model.up.1.bias");
    tensors.put("model.up.1.bias", HostTensor.ofFloats(bias.shape(), Float.NaN));
    RoundState broken =
        new RoundState(
            Map.of(FontTask.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
            start.position(),
            5);
    ShardResult result = train(broken, TrainFixture.everything(), TrainFixture.pairs(8));
    assertThat(result.divergence()).isEqualTo("step 1: the loss of the generator is NaN");
    assertThat(result.steps()).isEqualTo(1);
  }

  @Test
  void weightsThatAreNotFiniteAreFoundToo() {
    Map<String, List<ParameterGroup>> absurd =
        TrainFixture.groups(new ParameterGroup(1e39, TrainFixture.parameters()));
    assertThat(train(TrainFixture.state(5), absurd, TrainFixture.pairs(4)).divergence())
        .isEqualTo("step 1: a weight is no longer finite");
  }

  @Test
  void roundsOfAnEpochTrainItsBatchesInTurn() {
    List<GlyphPair> pairs = TrainFixture.pairs(21);
    RoundState whole = TrainFixture.state(5);
    whole = TrainFixture.after(whole, train(whole, TrainFixture.everything(), pairs));
    for (String period : List.of("2 steps", "3 per epoch")) {
      Rounds rounds = new Rounds(Period.parse(period), ShardTrainer.steps(pairs.size(), 4), 1);
      RoundState parts = TrainFixture.state(5);
      for (int number = 1; number <= rounds.count(); number++) {
        ShardResult result = train(parts, TrainFixture.everything(), rounds.at(number), pairs);
        parts = TrainFixture.after(parts, result);
      }
      assertThat(rounds.count()).isEqualTo(3);
      assertThat(parts.networks()).isEqualTo(whole.networks());
      assertThat(parts.position().samples()).isEqualTo(21);
      assertThat(parts.position().step()).isEqualTo(5);
    }
  }

  @Test
  void aShardWithoutSamplesTakesNoStep() {
    ShardResult result = train(TrainFixture.state(5), TrainFixture.everything(), List.of());
    assertThat(result.samples()).isZero();
    assertThat(result.steps()).isZero();
    assertThat(result.divergence()).isEmpty();
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
                        Round.epoch(1),
                        TrainFixture.pairs(12),
                        Map.of(),
                        () -> asked.incrementAndGet() == 2));
    assertThat(asked).hasValue(2);
  }
}
