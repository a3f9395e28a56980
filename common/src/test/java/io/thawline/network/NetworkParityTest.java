package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.network.AttentionOptions.Scaling;
import io.thawline.nn.Device;
import io.thawline.nn.Gradients;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks with weights by formula against what PyTorch computed; {@code gen_networks.py} beside
 * the fixtures made them.
 */
class NetworkParityTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final int EVERY = 4;

  static Stream<Arguments> generators() {
    return Stream.of(
        Arguments.of(
            "unet_64",
            generator(
                64,
                3,
                attention(Placement.APPEND, 8, Scaling.INVERSE_SQRT),
                attention(Placement.ATTR, 4, Scaling.INVERSE_SQRT),
                attention(Placement.INSERT, 4, Scaling.NONE),
                attention(Placement.INSERT, 16, Scaling.INVERSE_SQRT))),
        Arguments.of(
            "unet_128",
            generator(
                128,
                1,
                attention(Placement.APPEND, 16, Scaling.NONE),
                attention(Placement.ATTR, 16, Scaling.INVERSE_SQRT))));
  }

  private static UNetOptions generator(int side, int channels, AttentionOptions... layers) {
    return new UNetOptions(
        UNetOptions.Kind.ZI2ZI_UNET,
        side,
        channels,
        4,
        3,
        5,
        0,
        layers[0],
        List.of(layers).subList(1, layers.length));
  }

  private static AttentionOptions attention(Placement placement, int mapSize, Scaling scaling) {
    return new AttentionOptions(
        placement, mapSize, scaling, AttentionOptions.Start.NORMAL, AttentionNames.PUBLISHED);
  }

  @ParameterizedTest
  @MethodSource("generators")
  void generatorWithSeveralAttentionsIsThatOfPyTorch(String file, UNetOptions options)
      throws Exception {
    StateDict expected = tensors(file);
    Network network = options.network();
    Shape shape = Shape.of(2, options.channels(), options.imageSize(), options.imageSize());
    try (Weights weights = load(network);
        StepScope scope = DEVICE.newStep(1)) {
      Map<String, NDArray> inputs =
          Map.of(
              Zi2ziUNet.IMAGE, input(scope, "input", shape),
              Zi2ziUNet.STYLE, scope.longs(new long[] {2, 0}, 2));
      NDArray evaluated = image(network.forward(weights, inputs, Mode.EVALUATION));
      Parity.assertClose("eval", thinned(evaluated), expected.require("eval"), 1e-5);
      NDArray trained = image(network.forward(weights, inputs, Mode.TRAINING));
      Parity.assertClose("train", thinned(trained), expected.require("train"), 1e-5);
      NDArray loss = trained.sub(input(scope, "target", shape)).abs().mean();
      assertLossAndGradients(weights, loss, expected);
    }
  }

  private static NDArray image(Map<String, NDArray> outputs) {
    return output(outputs, Zi2ziUNet.IMAGE);
  }

  private static NDArray thinned(NDArray image) {
    return image.get(new NDIndex(":,:,::%d,::%d".formatted(EVERY, EVERY)));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 21})
  void discriminatorIsThatOfPyTorch(int side) throws Exception {
    int channels = side == 64 ? 1 : 3;
    StateDict expected = tensors("discriminator_" + side);
    Network network =
        new DiscriminatorOptions(
                DiscriminatorOptions.Kind.ZI2ZI_DISCRIMINATOR, side, channels, 4, 3)
            .network();
    Shape shape = Shape.of(2, channels, side, side);
    try (Weights weights = load(network);
        StepScope scope = DEVICE.newStep(1)) {
      Map<String, NDArray> inputs =
          Map.of(
              Zi2ziDiscriminator.SOURCE, input(scope, "source", shape),
              Zi2ziDiscriminator.IMAGE, input(scope, "image", shape));
      Map<String, NDArray> evaluated = network.forward(weights, inputs, Mode.EVALUATION);
      Map<String, NDArray> trained = network.forward(weights, inputs, Mode.TRAINING);
      assertThat(trained.keySet())
          .containsExactlyInAnyOrder(Zi2ziDiscriminator.BINARY, Zi2ziDiscriminator.CATEGORY);
      trained.forEach(
          (name, logits) -> {
            Parity.assertClose(name, logits, expected.require(name), 1e-5);
            Parity.assertClose(
                "eval " + name, output(evaluated, name), expected.require("eval_" + name), 1e-5);
          });
      NDArray real = scope.floats(new float[] {1, 0}, 2, 1);
      NDArray binary = output(trained, Zi2ziDiscriminator.BINARY);
      // log(1 + e^x) - x * real
      NDArray adversarial = binary.exp().add(1).log().sub(binary.mul(real)).mean();
      NDArray category =
          Layers.crossEntropy(
              output(trained, Zi2ziDiscriminator.CATEGORY),
              scope.longs(new long[] {1, 2}, 2),
              scope.floats(new float[] {1, 1, 1}, 3),
              0);
      assertLossAndGradients(weights, adversarial.add(category), expected);
    }
  }

  @Test
  void everyNewLayerOfAComposedNetworkIsThatOfPyTorch() throws Exception {
    StateDict expected = tensors("composed");
    Network network = ComposedFixture.everyLayer().network();
    Shape shape = Shape.of(2, 2, 16, 16);
    try (Weights weights = load(network);
        StepScope scope = DEVICE.newStep(1)) {
      Map<String, NDArray> inputs = Map.of(Images.IMAGE, input(scope, "input", shape));
      NDArray evaluated = output(network.forward(weights, inputs, Mode.EVALUATION), Images.LOGITS);
      Parity.assertClose("eval", evaluated, expected.require("eval"), 1e-5);
      NDArray trained = output(network.forward(weights, inputs, Mode.TRAINING), Images.LOGITS);
      Parity.assertClose("train", trained, expected.require("train"), 1e-5);
      NDArray loss =
          Layers.crossEntropy(
              trained,
              scope.longs(new long[] {1, 2}, 2),
              scope.floats(new float[] {1, 1, 1}, 3),
              0);
      assertLossAndGradients(weights, loss, expected);
    }
  }

  private static void assertLossAndGradients(Weights weights, NDArray loss, StateDict expected) {
    Parity.assertClose("loss", loss.reshape(1), expected.require("loss"), 1e-5);
    float[] norms = expected.require("grad_norms").toFloats();
    List<NDArray> gradients = Gradients.of(loss, weights.trainable());
    assertThat(gradients).hasSameSizeAs(norms);
    double largest = 0;
    for (float norm : norms) {
      largest = Math.max(largest, norm);
    }
    for (int i = 0; i < norms.length; i++) {
      // below this a gradient is rounding: that of a key's bias, or of one before a BatchNorm
      double tolerance = Math.max(1e-4 * norms[i], 1e-6 * largest);
      assertThat((double) gradients.get(i).norm().getFloat())
          .as(weights.trainableNames().get(i))
          .isCloseTo(norms[i], within(tolerance));
    }
  }

  private static NDArray output(Map<String, NDArray> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name));
  }

  private static NDArray input(StepScope scope, String name, Shape shape) {
    return scope.floats(FormulaTensors.input(name, shape).toFloats(), shape.dims());
  }

  static Weights load(Network network) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    network
        .layout()
        .tensors()
        .forEach(s -> tensors.put(s.name(), FormulaTensors.values(s.name(), s.shape())));
    List<String> all = network.layout().parameters().stream().map(TensorSpec::name).toList();
    return Weights.load(
        DEVICE,
        network.layout(),
        NetworkState.untrained(StateDict.of(tensors)),
        List.of(new ParameterGroup(1e-3, all)));
  }

  static StateDict tensors(String name) throws Exception {
    String file = "/fixtures/networks/" + name + ".safetensors";
    Path path = Path.of(Objects.requireNonNull(NetworkParityTest.class.getResource(file)).toURI());
    try (Source source = LocalSource.open(path)) {
      return Checkpoints.read(source).tensors();
    }
  }
}
