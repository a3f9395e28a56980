package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.thawline.errors.ConfigurationException;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of the first layers of another and new ones. */
class ComposedTest {
  private static final String HEAD =
      "{kind: pool, function: global_average}, {kind: dropout}, {kind: linear, out: 6}";

  private final NetworkOptions options =
      ComposedFixture.read(ComposedFixture.resNet("layer2.1", HEAD));

  @Test
  void keptTensorsHaveTheNamesAndShapesOfTheBaseAndNewOnesAreMarked() {
    Layout base = new ResNetOptions(ResNetOptions.Kind.RESNET18, 1000, 3, 64).network().layout();
    Layout layout = options.network().layout();
    List<TensorSpec> kept = layout.tensors().stream().filter(spec -> !spec.added()).toList();
    assertThat(kept).isEqualTo(base.tensors().subList(0, kept.size()));
    assertThat(base.tensors().get(kept.size()).name()).startsWith("layer3.");
    assertThat(layout.tensors().stream().filter(TensorSpec::added).map(TensorSpec::name))
        .containsExactly("head.2.weight", "head.2.bias");
    assertThat(layout.groups().stream().map(LayerGroup::name))
        .containsExactly("conv1", "layer1.0", "layer1.1", "layer2.0", "layer2.1", "head.2");
  }

  @Test
  void keptStagesComputeWhatTheBaseComputes() {
    Network base = new ResNetOptions(ResNetOptions.Kind.RESNET18, 1000, 3, 64).network();
    Network network = options.network();
    Device device = Device.cpu(1);
    try (Weights baseWeights = NetworkParityTest.load(base);
        Weights weights = NetworkParityTest.load(network);
        StepScope scope = device.newEvaluation()) {
      Shape shape = Shape.of(2, 3, 64, 64);
      NDArray image = scope.floats(FormulaTensors.input("input", shape).toFloats(), shape.dims());
      assertThat(features(network, weights, image)).isEqualTo(features(base, baseWeights, image));
      Map<String, NDArray> outputs =
          network.forward(weights, Map.of(Images.IMAGE, image), Mode.EVALUATION);
      assertThat(Objects.requireNonNull(outputs.get(Images.LOGITS)).getShape().getShape())
          .containsExactly(2, 6);
    }
  }

  private static float[] features(Network network, Weights weights, NDArray image) {
    Map<String, NDArray> values = Map.of(Images.IMAGE, image);
    for (Stage stage : network.stages().subList(0, 5)) {
      values = stage.step().run(weights, values, Mode.EVALUATION);
    }
    return Objects.requireNonNull(values.get(Stage.FEATURES)).toFloatArray();
  }

  @Test
  void aComposedNetworkIsABaseItself() {
    NetworkOptions again =
        ComposedFixture.read(
            """
            model:
              kind: composed
              prefix: tail
              through: head.0
              base:
                kind: composed
                base: {kind: bert, classes: 2, hidden_size: 8, attention_heads: 2}
                through: bert.embeddings
                layers: [{kind: linear, out: 4}, {kind: norm}]
              layers: [{kind: pool, function: first_row}, {kind: linear, out: 3}]
            """);
    List<LayerGroup> groups = again.network().layout().groups();
    assertThat(groups.stream().map(LayerGroup::name))
        .containsExactly("bert.embeddings", "head.0", "tail.1");
    assertThat(again.network().layout().find("tail.1.weight").orElseThrow().shape())
        .isEqualTo(Shape.of(3, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "layer1.1 | {kind: pool, kernel: 16}, {kind: conv, out: 4, kernel: 4} | model.layers.1.kernel is 4, too large for a map of 64 channels, 1 x 1 from layers.0: change it",
        "layer1.1 | {kind: linear, out: 3}, {kind: conv, out: 4} | model.layers.1.kind is conv, which takes a map, and gets a vector of 3 from layers.0:",
        "layer1.1 | {kind: pool, function: first_row} | model.layers.0.function is first_row, which takes rows, and gets a map of 64 channels, 16 x 16 from the base:",
        "layer1.1 | {kind: linear, out: 0} | model.layers.0.out must be at least 1, got 0",
        "layer1.1 | {kind: lineer, out: 2} | model.layers.0.kind must be one of conv, linear, norm, activation, pool, attention, dropout, got 'lineer': did you mean linear?",
        "fc | {kind: norm} | model.through must be a group of the base but its last, got 'fc': write one of conv1, layer1.0,"
      })
  void layerThatCannotFollowIsNamedInOneLine(String through, String layers, String problem) {
    assertThatThrownBy(() -> ComposedFixture.read(ComposedFixture.resNet(through, layers)))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e -> assertThat(e.problems()).singleElement().asString().contains(problem));
  }

  @Test
  void prefixOfTheBaseIsRefused() {
    assertThatThrownBy(
            () ->
                new ComposedOptions(
                    ComposedOptions.Kind.COMPOSED,
                    new ResNetOptions(ResNetOptions.Kind.RESNET18, 10, 3, 64),
                    "layer1.0",
                    "layer1",
                    List.of(new LinearLayer(LinearLayer.Kind.LINEAR, 3))))
        .hasMessageStartingWith("prefix is layer1, as in the base's layer1.0.conv1.weight");
  }
}
