package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A shard of a network with dropout is a pure function of state and samples too. */
class DropoutTrainingTest {
  private static final Device DEVICE = Device.cpu(1);

  private static ShardResult train(double dropout, long seed) {
    UNetOptions options =
        new UNetOptions(
            UNetOptions.Kind.ZI2ZI_UNET, 64, 1, 2, 2, 3, dropout, AttentionOptions.NONE, List.of());
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    options
        .network()
        .layout()
        .tensors()
        .forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 11)));
    RoundState state =
        new RoundState(
            Map.of(FontTask.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
            Position.START,
            seed);
    List<String> all =
        options.network().layout().parameters().stream().map(TensorSpec::name).toList();
    ShardTrainer<GlyphPair> trainer =
        new ShardTrainer<>(
            new FontTask(options), Map.of(FontTask.GENERATOR, OptimizerOptions.adam(1e-3)), 2);
    try (TrainedShard shard =
        trainer.train(
            DEVICE,
            state,
            Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-3, all))),
            Round.epoch(1),
            pairs(),
            Map.of(),
            () -> false)) {
      return TrainFixture.copy(shard.result());
    }
  }

  private static List<GlyphPair> pairs() {
    return IntStream.range(0, 6)
        .mapToObj(i -> new GlyphPair("id-" + i, "x", i % 2, glyph(i), glyph(i + 1)))
        .toList();
  }

  private static byte[] glyph(int number) {
    byte[] grey = new byte[64 * 64];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i * (number + 3) % 251);
    }
    return grey;
  }

  @Test
  void aTaskThatIsRetriedDropsWhatItDroppedBefore() {
    ShardResult first = train(0.5, 5);
    train(0.5, 6);
    assertThat(train(0.5, 5)).isEqualTo(first);
    assertThat(train(0, 5)).isNotEqualTo(first);
  }
}
