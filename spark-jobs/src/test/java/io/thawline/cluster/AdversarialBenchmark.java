package io.thawline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.AveragingOptions.InnerState;
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
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.train.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/**
 * zi2zi's networks as published, at 256 pixels, for 20 adversarial steps in one Spark task of two
 * threads: samples a second, and the most memory that the whole process had. Needs 6 GB of memory.
 * Run by hand: {@code ./mvnw -pl spark-jobs -am test -Dtest=AdversarialBenchmark
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class AdversarialBenchmark {
  private static final int SIDE = 256;
  private static final int BATCH = 2;
  private static final int STEPS = 20;
  private static final int THREADS = 2;

  @Test
  void publishedNetworksTrain() throws IOException {
    TrainingSetup<GlyphPair> setup = setup();
    Layout generator = setup.layout(FontTask.GENERATOR);
    assertThat(generator.tensors()).hasSize(83);
    assertThat(parameters(generator)).isEqualTo(55_461_505);
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("adversarial")
            .set("spark.ui.enabled", "false");
    SparkSettings.defaults().forEach(conf::set);
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      JavaRDD<GlyphPair> shards = ShardPlacement.place(spark.parallelize(pairs()), 1, 1, 0);
      RoundState state = start(setup);
      try (StateSender sender = new StateSender(spark, state);
          SentState sent = sender.send(state)) {
        long begin = System.nanoTime();
        TrainedRound trained =
            new TrainingJob<>(spark, setup, shards)
                .train(
                    state,
                    sent,
                    everything(setup),
                    Round.epoch(1),
                    Outer.NONE.step(1, 1),
                    Velocity.KEPT,
                    Prefix.NONE);
        report(setup, trained, (System.nanoTime() - begin) / 1e9);
        assertThat(trained.steps()).isEqualTo(STEPS);
        assertThat(trained.networks().get(FontTask.GENERATOR))
            .isNotEqualTo(state.network(FontTask.GENERATOR));
      }
    }
  }

  private static void report(TrainingSetup<GlyphPair> setup, TrainedRound trained, double seconds)
      throws IOException {
    System.out.printf(
        Locale.ROOT,
        "generator %d, discriminator %d parameters; %d steps, %d samples in %.1f s: %.3f samples/s; losses %s%n",
        parameters(setup.layout(FontTask.GENERATOR)),
        parameters(setup.layout(AdversarialTask.DISCRIMINATOR)),
        trained.steps(),
        trained.samples(),
        seconds,
        trained.samples() / seconds,
        trained.losses());
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM") || line.startsWith("Rss"))
        .forEach(System.out::println);
    System.out.printf(
        Locale.ROOT, "estimate of the engine's memory: %d MB%n", setup.nativeMemory(1) >> 20);
  }

  private static TrainingSetup<GlyphPair> setup() {
    AdversarialTask task =
        new AdversarialFontOptions(
                AdversarialFontOptions.Kind.FONT_ADVERSARIAL, 1, 100, 15, 1, 0, false)
            .task(
                new UNetOptions(
                    UNetOptions.Kind.ZI2ZI_UNET, SIDE, 1, 64, 40, 128, AttentionOptions.NONE));
    OptimizerOptions adam =
        new OptimizerOptions(OptimizerOptions.Kind.ADAM, 1e-3, List.of(0.5, 0.999), 1e-8, 0, 0, 0);
    return new TrainingSetup<>(
        task,
        Map.of(FontTask.GENERATOR, adam, AdversarialTask.DISCRIMINATOR, adam),
        BATCH,
        BATCH,
        new AveragingOptions(1, "epoch", Outer.NONE, InnerState.AVERAGE, 0, 0, THREADS));
  }

  private static long parameters(Layout layout) {
    return layout.parameters().stream().mapToLong(spec -> spec.shape().elements()).sum();
  }

  private static RoundState start(TrainingSetup<GlyphPair> setup) {
    Map<String, NetworkState> networks = new HashMap<>();
    setup
        .layouts()
        .forEach(
            (name, layout) -> {
              Map<String, HostTensor> tensors = new LinkedHashMap<>();
              layout.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 1)));
              networks.put(name, NetworkState.untrained(StateDict.of(tensors)));
            });
    return new RoundState(networks, Position.START, 1);
  }

  private static Map<String, List<ParameterGroup>> everything(TrainingSetup<GlyphPair> setup) {
    Map<String, List<ParameterGroup>> groups = new HashMap<>();
    setup
        .layouts()
        .forEach(
            (name, layout) ->
                groups.put(
                    name,
                    List.of(
                        new ParameterGroup(
                            1e-3, layout.parameters().stream().map(TensorSpec::name).toList()))));
    return groups;
  }

  private static List<GlyphPair> pairs() {
    List<GlyphPair> pairs = new ArrayList<>();
    for (int i = 0; i < BATCH * STEPS; i++) {
      byte[] source = new byte[SIDE * SIDE];
      byte[] target = new byte[SIDE * SIDE];
      new Random(i).nextBytes(source);
      new Random(100 + i).nextBytes(target);
      pairs.add(new GlyphPair("id-" + i, "x", i % 40, source, target));
    }
    return pairs;
  }
}
