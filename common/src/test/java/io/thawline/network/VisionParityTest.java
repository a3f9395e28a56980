package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.nn.Device;
import io.thawline.nn.Gradients;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ResNet and MobileNetV2 against what torchvision computed. */
class VisionParityTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final String FOLDER = "/fixtures/vision/";
  private static final Shape INPUT = Shape.of(2, 3, 64, 64);

  static List<Arguments> networks() {
    return List.of(
        Arguments.of(
            "resnet18_10",
            new ResNet(new ResNetOptions(ResNetOptions.Kind.RESNET18, 10, 3, 64)),
            "fc"),
        Arguments.of(
            "mobilenet_v2_10",
            new MobileNetV2(
                new MobileNetV2Options(MobileNetV2Options.Kind.MOBILENET_V2, 10, 3, 64, 0)),
            "classifier.1"));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void logitsLossAndGradientsAreThoseOfPyTorch(String name, Network network, String head)
      throws Exception {
    StateDict expected = tensors(name + ".safetensors");
    try (Weights weights = NetworkParityTest.load(network)) {
      try (StepScope scope = DEVICE.newEvaluation()) {
        NDArray logits = logits(network, weights, scope, Mode.EVALUATION);
        Parity.assertClose("eval", logits, expected.require("eval_logits"), 1e-5);
      }
      try (StepScope scope = DEVICE.newStep()) {
        NDArray logits = logits(network, weights, scope, Mode.TRAINING);
        Parity.assertClose("train", logits, expected.require("train_logits_nodropout"), 1e-5);
        NDArray loss =
            Layers.crossEntropy(
                logits, scope.longs(new long[] {3, 8}, 2), scope.floats(ones(10), 10), 0);
        Parity.assertClose("loss", loss.reshape(1), expected.require("train_loss"), 1e-5);
        assertGradients(
            weights, Gradients.of(loss, weights.trainable()), expected, head, norms(name));
      }
    }
  }

  private static void assertGradients(
      Weights weights, List<NDArray> gradients, StateDict expected, String head, JsonNode norms) {
    // a shift that a BatchNorm takes away again has no gradient but of rounding
    double rounding =
        1e-6
            * StreamSupport.stream(norms.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .max()
                .orElseThrow();
    for (int i = 0; i < gradients.size(); i++) {
      String name = weights.trainableNames().get(i);
      double norm = gradients.get(i).norm().getFloat();
      double asked = norms.path(name).asDouble(-1);
      if (asked < rounding) {
        assertThat(norm).as(name).isLessThan(rounding);
      } else {
        assertThat(norm).as(name).isCloseTo(asked, within(1e-4 * asked));
      }
      if (name.startsWith(head + ".")) {
        Parity.assertClose(name, gradients.get(i), expected.require("grad." + name), 1e-4);
      }
    }
    assertThat(norms).hasSize(gradients.size());
  }

  @Test
  void resNet50HasTheBottlenecksOfThePaper() {
    Layout layout =
        new ResNet(new ResNetOptions(ResNetOptions.Kind.RESNET50, 1000, 3, 224)).layout();
    long parameters = layout.parameters().stream().mapToLong(spec -> spec.shape().elements()).sum();
    assertThat(parameters).isEqualTo(25_557_032);
    assertThat(layout.find("layer3.0.conv2.weight").map(TensorSpec::shape))
        .contains(Shape.of(256, 256, 3, 3));
    assertThat(layout.find("layer3.0.downsample.0.weight").map(TensorSpec::shape))
        .contains(Shape.of(1024, 512, 1, 1));
  }

  @Test
  void dropoutIsOnInTrainingAlone() {
    Network network =
        new MobileNetV2(
            new MobileNetV2Options(MobileNetV2Options.Kind.MOBILENET_V2, 10, 3, 64, 0.5));
    try (Weights weights = NetworkParityTest.load(network);
        StepScope scope = DEVICE.newEvaluation()) {
      float[] evaluated = logits(network, weights, scope, Mode.EVALUATION).toFloatArray();
      assertThat(logits(network, weights, scope, Mode.EVALUATION).toFloatArray())
          .isEqualTo(evaluated);
      float[] trained = logits(network, weights, scope, Mode.TRAINING).toFloatArray();
      assertThat(logits(network, weights, scope, Mode.TRAINING).toFloatArray())
          .isNotEqualTo(trained);
    }
  }

  private static NDArray logits(Network network, Weights weights, StepScope scope, Mode mode) {
    NDArray image = scope.floats(FormulaTensors.input("input", INPUT).toFloats(), INPUT.dims());
    return Objects.requireNonNull(
        network.forward(weights, Map.of(Images.IMAGE, image), mode).get(Images.LOGITS));
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static StateDict tensors(String file) throws Exception {
    Path path =
        Path.of(Objects.requireNonNull(VisionParityTest.class.getResource(FOLDER + file)).toURI());
    try (Source source = LocalSource.open(path)) {
      return Checkpoints.read(source).tensors();
    }
  }

  private static JsonNode norms(String name) throws Exception {
    try (InputStream json =
        VisionParityTest.class.getResourceAsStream(FOLDER + "grad_norms.json")) {
      return new ObjectMapper().readTree(json).path(name + "_grad_l2");
    }
  }
}
