package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thawline.averaging.Outer;
import io.thawline.averaging.OuterStep;
import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.sample.BatchOrder;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Period;
import io.thawline.schedule.Rounds;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where averaging loses nothing: gradient descent, and statistics that stand still. */
class AveragingEachStepTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final int BATCH = 4;
  private static final double RATE = 0.1;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void twoEqualShardsAreOneWorkerWithTheDoubleBatch(double momentum) {
    List<GlyphPair> pairs = TrainFixture.pairs(40);
    RoundState start = TrainFixture.state(3);
    List<GlyphPair> first = new ArrayList<>();
    List<GlyphPair> second = new ArrayList<>();
    for (List<GlyphPair> both : new BatchOrder(3, 0).batches(pairs, 2 * BATCH)) {
      first.addAll(both.subList(0, BATCH));
      second.addAll(both.subList(BATCH, 2 * BATCH));
    }
    RoundState averaged = train(start, List.of(first, second), BATCH, momentum);
    RoundState alone = train(start, List.of(pairs), 2 * BATCH, momentum);
    assertThat(averaged.position()).isEqualTo(alone.position());
    for (String name : trainable()) {
      float[] expected = weights(alone, name);
      assertThat(weights(averaged, name)).containsExactly(expected, within(1e-6f));
    }
    String moved = "model.up.1.weight";
    assertThat(weights(alone, moved)).isNotEqualTo(weights(start, moved));
  }

  private static float[] weights(RoundState state, String name) {
    return state.network(FontTask.GENERATOR).tensors().require(name).toFloats();
  }

  private static List<String> trainable() {
    return TrainFixture.LAYOUT.parameters().stream()
        .filter(spec -> spec.layer() != LayerKind.BATCH_NORM)
        .map(TensorSpec::name)
        .toList();
  }

  private static RoundState train(
      RoundState start, List<List<GlyphPair>> shards, int batch, double momentum) {
    OptimizerOptions sgd = OptimizerOptions.sgd(RATE, momentum);
    LocalRounds local =
        new LocalRounds(
            DEVICE,
            TrainFixture.trainer(sgd, batch),
            TrainFixture.LAYOUT,
            sgd,
            List.of(new ParameterGroup(RATE, trainable())));
    Rounds rounds = new Rounds(Period.parse("1 step"), 5, 1);
    OuterStep plain = Outer.NONE.step(shards.size(), rounds.count());
    RoundState state = start;
    for (int number = 1; number <= rounds.count(); number++) {
      state = local.train(state, rounds.at(number), shards, plain).state();
    }
    return state;
  }
}
