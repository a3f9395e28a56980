package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.averaging.Outer;
import io.thawline.averaging.Velocity;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.AdversarialFontOptions;
import io.thawline.task.AdversarialTask;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.Prefix;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Two networks in one shard task. */
class AdversarialTrainingTest {
  private static final TrainingSetup<GlyphPair> SETUP =
      new TrainingSetup<>(
          new AdversarialFontOptions(
                  AdversarialFontOptions.Kind.FONT_ADVERSARIAL, 1, 100, 15, 1, 0.1, true)
              .task(
                  new UNetOptions(
                      UNetOptions.Kind.ZI2ZI_UNET,
                      16,
                      3,
                      4,
                      2,
                      3,
                      0.5,
                      AttentionOptions.NONE,
                      List.of()),
                  4),
          Map.of(
              FontTask.GENERATOR,
              OptimizerOptions.adam(1e-3),
              AdversarialTask.DISCRIMINATOR,
              OptimizerOptions.sgd(1e-2, 0.9)),
          4,
          8,
          TrainingFixture.SETUP.averaging());

  @Test
  void retriedTaskChangesNoBitAndEachNetworkFollowsItsOwnOptimizer() {
    try (JavaSparkContext spark = TrainingFixture.spark()) {
      JavaRDD<GlyphPair> shards = ShardPlacement.place(TrainingFixture.samples(spark), 2, 7, 0);
      JavaRDD<GlyphPair> failing = TrainingFixture.failingOnce(shards);
      RoundState start = start();
      Map<String, NetworkState> trained = train(spark, shards, start);
      assertThat(train(spark, failing, start)).isEqualTo(trained);
      assertThat(slots(trained, FontTask.GENERATOR)).containsOnly("exp_avg", "exp_avg_sq");
      assertThat(slots(trained, AdversarialTask.DISCRIMINATOR)).containsOnly("momentum_buffer");
      trained.forEach(
          (name, network) ->
              assertThat(network.tensors()).isNotEqualTo(start.network(name).tensors()));
    }
  }

  private static List<String> slots(Map<String, NetworkState> trained, String network) {
    return new RoundState(trained, Position.START, 0)
        .network(network).moments().values().stream()
            .flatMap(moments -> moments.slots().keySet().stream())
            .distinct()
            .toList();
  }

  private static Map<String, NetworkState> train(
      JavaSparkContext spark, JavaRDD<GlyphPair> shards, RoundState start) {
    Map<String, List<ParameterGroup>> everything = new HashMap<>();
    SETUP
        .layouts()
        .forEach(
            (name, layout) ->
                everything.put(
                    name,
                    List.of(
                        new ParameterGroup(
                            1e-3, layout.parameters().stream().map(TensorSpec::name).toList()))));
    try (StateSender sender = new StateSender(spark, start);
        SentState sent = sender.send(start)) {
      return new TrainingJob<>(spark, SETUP, shards)
          .train(
              start,
              sent,
              everything,
              Round.epoch(1),
              Outer.NONE.step(2, 1),
              Velocity.KEPT,
              Prefix.NONE)
          .networks();
    }
  }

  private static RoundState start() {
    Map<String, NetworkState> networks = new HashMap<>();
    SETUP
        .layouts()
        .forEach(
            (name, layout) -> {
              Map<String, HostTensor> tensors = new LinkedHashMap<>();
              layout.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 11)));
              networks.put(name, NetworkState.untrained(StateDict.of(tensors)));
            });
    return new RoundState(networks, Position.START, 7);
  }
}
