package io.thawline.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.thawline.checkpoint.Checkpoints;
import io.thawline.glyph.GlyphPair;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.AttentionOptions;
import io.thawline.network.Network;
import io.thawline.network.UNetOptions;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.Optimizer;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Adversarial training against what PyTorch computed; {@code gen_networks.py} beside the fixture
 * made it.
 */
class AdversarialLossesTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final int SIDE = 16;
  private static final int STEPS = 3;
  private static final int SAMPLES = 3;
  private static final List<String> TOLD =
      List.of(
          "discriminator_loss",
          "generator_loss",
          Task.TRAIN_LOSS,
          "adversarial_loss",
          "category_loss",
          "constancy_loss");

  private static AdversarialTask task(
      int styles, double totalVariation, boolean labelShuffling, double category) {
    return new AdversarialFontOptions(
            AdversarialFontOptions.Kind.FONT_ADVERSARIAL,
            2,
            100,
            15,
            category,
            totalVariation,
            labelShuffling)
        .task(
            new UNetOptions(
                UNetOptions.Kind.ZI2ZI_UNET, SIDE, 1, 4, styles, 5, AttentionOptions.NONE),
            4);
  }

  private static List<GlyphPair> batch(int step, int styles) {
    return IntStream.range(0, SAMPLES)
        .mapToObj(
            i ->
                new GlyphPair(
                    "id-" + i,
                    "x",
                    (step + i) % styles,
                    glyph("source." + step, i),
                    glyph("target." + step, i)))
        .toList();
  }

  private static byte[] glyph(String name, int number) {
    float[] values = FormulaTensors.input(name, Shape.of(SAMPLES, SIDE, SIDE)).toFloats();
    byte[] grey = new byte[SIDE * SIDE];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (int) Math.floor(128 * (values[number * grey.length + i] + 1.0));
    }
    return grey;
  }

  /** Networks by formula that learn by plain gradient descent. */
  private static final class Learning implements AutoCloseable {
    final Map<String, Weights> weights = new HashMap<>();
    final Map<String, Optimizer> optimizers = new HashMap<>();
    final LoadedNetworks networks;
    final List<Objective<GlyphPair>> objectives;

    Learning(AdversarialTask task) {
      task.networks().forEach(this::load);
      networks = new LoadedNetworks(task.networks(), weights, Mode.TRAINING);
      objectives = task.objectives();
    }

    private void load(String name, Network network) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      List<String> parameters = new ArrayList<>();
      for (TensorSpec spec : network.layout().tensors()) {
        tensors.put(spec.name(), FormulaTensors.values(spec.name(), spec.shape()));
      }
      network.layout().parameters().forEach(spec -> parameters.add(spec.name()));
      Weights loaded =
          Weights.load(
              DEVICE,
              network.layout(),
              NetworkState.untrained(StateDict.of(tensors)),
              List.of(new ParameterGroup(1e-2, parameters)));
      weights.put(name, loaded);
      optimizers.put(name, new Optimizer(OptimizerOptions.sgd(1e-2, 0), loaded));
    }

    /** What the objectives tell of a batch. */
    Map<String, Double> step(List<GlyphPair> batch) {
      Map<String, Double> told = new HashMap<>();
      try (StepScope scope = DEVICE.newStep(1)) {
        for (Objective<GlyphPair> objective : objectives) {
          Loss loss = objective.loss().of(networks, scope, batch);
          loss.told().forEach((name, value) -> told.put(name, (double) value.getFloat()));
          Objects.requireNonNull(optimizers.get(objective.network())).step(loss.total(), 0);
        }
      }
      return told;
    }

    @Override
    public void close() {
      weights.values().forEach(Weights::close);
    }
  }

  @Test
  void lossesAndWhatTheyMoveAreThoseOfPyTorch() {
    StateDict expected;
    Path fixture = Path.of("src/test/resources/fixtures/networks/adversarial.safetensors");
    try (Source source = LocalSource.open(fixture);
        Learning learning = new Learning(task(3, 0.01, false, 1.5))) {
      expected = Checkpoints.read(source).tensors();
      float[] losses = expected.require("told").toFloats();
      for (int step = 0; step < STEPS; step++) {
        Map<String, Double> told = learning.step(batch(step, 3));
        for (int i = 0; i < TOLD.size(); i++) {
          double wanted = losses[step * TOLD.size() + i];
          assertThat(told.get(TOLD.get(i)))
              .as("%s of step %d", TOLD.get(i), step)
              .isCloseTo(wanted, within(1e-5 * Math.max(1, wanted)));
        }
      }
      assertThat(statistics(learning)).isEqualTo(expected.names().size() - 1);
      learning.weights.forEach((name, weights) -> compare(name, weights.moved(), expected));
    }
  }

  private static int statistics(Learning learning) {
    return learning.weights.values().stream()
        .mapToInt(
            weights ->
                (int)
                    weights.moved().tensors().names().stream()
                        .filter(AdversarialLossesTest::isStatistic)
                        .count())
        .sum();
  }

  private static boolean isStatistic(String name) {
    return name.contains("running_") || name.endsWith("num_batches_tracked");
  }

  private static void compare(String network, NetworkState moved, StateDict expected) {
    moved
        .tensors()
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (isStatistic(name)) {
                HostTensor wanted = expected.require(network.charAt(0) + "." + name);
                float[] values = tensor.toFloat32().toFloats();
                for (int i = 0; i < values.length; i++) {
                  assertThat(values[i])
                      .as(name)
                      .isCloseTo(wanted.toFloat32().toFloats()[i], within(1e-4f));
                }
              }
            });
  }

  /** From the discriminator's loss of one drawing follows what a second of the kind adds. */
  @Test
  void shuffledLabelsOfASingleStyleAddAnotherUntrueDrawingAndNothingElse() {
    List<GlyphPair> batch = batch(0, 1).subList(0, 1);
    try (Learning plain = new Learning(task(1, 0, false, 0));
        Learning shuffled = new Learning(task(1, 0, true, 0))) {
      double looksTrue = Math.exp(-told(plain, batch, 1, "adversarial_loss"));
      assertThat(told(shuffled, batch, 0, "discriminator_loss"))
          .isCloseTo(
              told(plain, batch, 0, "discriminator_loss") - Math.log(1 - looksTrue), within(1e-4));
      assertThat(told(shuffled, batch, 1, "generator_loss"))
          .isCloseTo(told(plain, batch, 1, "generator_loss"), within(1e-4));
    }
  }

  @Test
  void shuffledLabelsFollowFromTheSeedOfTheStep() {
    List<GlyphPair> batch = batch(0, 3);
    try (Learning learning = new Learning(task(3, 0, true, 1))) {
      double first = told(learning, batch, 1, "category_loss");
      assertThat(told(learning, batch, 1, "category_loss")).isEqualTo(first);
      try (Learning plain = new Learning(task(3, 0, false, 1))) {
        assertThat(told(plain, batch, 1, "category_loss")).isNotEqualTo(first);
      }
    }
  }

  private static double told(Learning learning, List<GlyphPair> batch, int objective, String name) {
    try (StepScope scope = DEVICE.newStep(1)) {
      Loss loss = learning.objectives.get(objective).loss().of(learning.networks, scope, batch);
      return Objects.requireNonNull(loss.told().get(name)).getFloat();
    }
  }

  @Test
  void negativeWeightsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> task(1, -1, false, -2))
        .withMessage(
            "category_weight must be 0 or more, got -2.0: write for example 1\n"
                + "total_variation_weight must be 0 or more, got -1.0: write for example 1");
  }
}
