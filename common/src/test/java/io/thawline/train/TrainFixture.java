package io.thawline.train;

import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.CopiedState;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** A U-Net for 16-pixel images with attention, and strokes to draw with it. */
final class TrainFixture {
  static final int SIDE = 16;
  static final UNetOptions OPTIONS =
      new UNetOptions(
          UNetOptions.Kind.ZI2ZI_UNET,
          SIDE,
          1,
          4,
          2,
          3,
          AttentionOptions.of(AttentionOptions.Placement.APPEND, 4));
  static final Zi2ziUNet NETWORK = new Zi2ziUNet(OPTIONS);
  static final Layout LAYOUT = NETWORK.layout();
  static final FontTask TASK = new FontTask(OPTIONS);

  private TrainFixture() {}

  static ShardTrainer<GlyphPair> trainer(double clipNorm) {
    OptimizerOptions options =
        new OptimizerOptions(
            OptimizerOptions.Kind.ADAM, 1e-3, List.of(0.5, 0.999), 1e-8, 0, 0, clipNorm);
    return trainer(options, 4);
  }

  static ShardTrainer<GlyphPair> trainer(OptimizerOptions options, int batchSize) {
    return new ShardTrainer<>(TASK, Map.of(FontTask.GENERATOR, options), batchSize);
  }

  static RoundState state(long seed) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LAYOUT.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 11)));
    NetworkState network = NetworkState.untrained(StateDict.of(tensors));
    return new RoundState(Map.of(FontTask.GENERATOR, network), Position.START, seed);
  }

  static List<String> parameters() {
    return LAYOUT.parameters().stream().map(TensorSpec::name).toList();
  }

  static Map<String, List<ParameterGroup>> groups(ParameterGroup... groups) {
    return Map.of(FontTask.GENERATOR, List.of(groups));
  }

  static Map<String, List<ParameterGroup>> everything() {
    return groups(new ParameterGroup(1e-3, parameters()));
  }

  /** Pairs of a stroke and the same stroke shifted by two pixels. */
  static List<GlyphPair> pairs(int count) {
    List<GlyphPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      int row = random.nextInt(SIDE - 4);
      int column = random.nextInt(SIDE - 4);
      pairs.add(
          new GlyphPair(
              "id-%03d".formatted(i),
              Character.toString('a' + i % 26),
              i % 2,
              stroke(row, column),
              stroke(row + 2, column + 2)));
    }
    return pairs;
  }

  private static byte[] stroke(int row, int column) {
    byte[] grey = new byte[SIDE * SIDE];
    for (int i = 0; i < grey.length; i++) {
      boolean ink = i / SIDE == row || i % SIDE == column;
      grey[i] = (byte) (ink ? 30 : 255);
    }
    return grey;
  }

  /** A copy that outlives the trainer's memory. */
  static ShardResult copy(ShardResult result) {
    Map<String, NetworkState> networks = new LinkedHashMap<>();
    result.networks().forEach((name, state) -> networks.put(name, CopiedState.of(state)));
    return new ShardResult(
        networks, result.samples(), result.steps(), result.told(), result.divergence());
  }

  /** The state after a round of one shard. */
  static RoundState after(RoundState before, ShardResult result) {
    NetworkState next =
        CopiedState.after(
            before.network(FontTask.GENERATOR),
            Objects.requireNonNull(result.networks().get(FontTask.GENERATOR)));
    return new RoundState(
        Map.of(FontTask.GENERATOR, next),
        before.position().next(result.steps(), result.samples()),
        before.seed());
  }
}
