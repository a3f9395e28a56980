package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import io.thawline.nn.Device;
import io.thawline.nn.Gradients;
import io.thawline.nn.Mode;
import io.thawline.nn.Optimizer;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The U-Net against what PyTorch computed. */
class UNetParityTest {
  private static final Device DEVICE = Device.cpu(1);

  static List<Arguments> cases() {
    return List.of(
        Arguments.of(UNetFixture.PLAIN, Mode.EVALUATION, "eval"),
        Arguments.of(UNetFixture.PLAIN, Mode.TRAINING, "train"),
        Arguments.of(UNetFixture.ATTENTION, Mode.EVALUATION, "eval"),
        Arguments.of(UNetFixture.ATTENTION, Mode.TRAINING, "train"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsLossGradientsAndStatisticsAreThoseOfPyTorch(
      UNetFixture fixture, Mode mode, String file) {
    StateDict expected = fixture.expected(file);
    try (Weights weights = load(fixture, 1e-3);
        StepScope step = DEVICE.newStep()) {
      Map<String, NDArray> outputs =
          fixture.network().forward(weights, inputs(step, expected), mode);
      Parity.assertClose(
          "output", output(outputs, Zi2ziUNet.IMAGE), expected.require("output"), 1e-5);
      Parity.assertClose("code", output(outputs, Zi2ziUNet.CODE), expected.require("code"), 1e-5);
      NDArray loss = loss(step, outputs, expected);
      Parity.assertClose("loss", loss.reshape(1), expected.require("loss"), 1e-5);
      assertGradients(weights, loss, expected);
      assertStatistics(weights.moved(), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void fiveStepsOfAdamLoseWhatPyTorchLost(UNetFixture fixture) {
    StateDict data = fixture.expected("train");
    JsonNode expected = fixture.info("adam_losses_5_steps_train_mode");
    assertThat(expected).hasSize(5);
    OptimizerOptions options =
        new OptimizerOptions(OptimizerOptions.Kind.ADAM, 1e-3, List.of(0.5, 0.999), 1e-8, 0, 0, 0);
    try (Weights weights = load(fixture, options.lr())) {
      Optimizer adam = new Optimizer(options, weights);
      for (JsonNode value : expected) {
        try (StepScope step = DEVICE.newStep()) {
          NDArray loss =
              loss(
                  step,
                  fixture.network().forward(weights, inputs(step, data), Mode.TRAINING),
                  data);
          assertThat((double) loss.getFloat()).isCloseTo(value.asDouble(), within(1e-4));
          adam.step(loss, 0);
        }
      }
    }
  }

  @Test
  void attentionWithGammaZeroChangesNoBit() {
    Map<String, HostTensor> tensors =
        new LinkedHashMap<>(UNetFixture.ATTENTION.start().tensors().asMap());
    String gamma = "model.submodule.submodule.down.3.gamma";
    assertThat(output(UNetFixture.ATTENTION, tensors)).isNotEqualTo(plainOutput());
    assertThat(tensors.put(gamma, HostTensor.ofFloats(Shape.of(1), 0))).isNotNull();
    assertThat(output(UNetFixture.ATTENTION, tensors)).isEqualTo(plainOutput());
  }

  private static float[] plainOutput() {
    return output(UNetFixture.PLAIN, UNetFixture.PLAIN.start().tensors().asMap());
  }

  private static float[] output(UNetFixture fixture, Map<String, HostTensor> tensors) {
    NetworkState state = NetworkState.untrained(StateDict.of(tensors));
    try (Weights weights = Weights.load(DEVICE, fixture.network().layout(), state, List.of());
        StepScope scope = DEVICE.newEvaluation()) {
      Map<String, NDArray> inputs = inputs(scope, fixture.expected("eval"));
      return output(fixture.network().forward(weights, inputs, Mode.EVALUATION), Zi2ziUNet.IMAGE)
          .toFloatArray();
    }
  }

  static List<UNetFixture> fixtures() {
    return List.of(UNetFixture.PLAIN, UNetFixture.ATTENTION);
  }

  private static Weights load(UNetFixture fixture, double lr) {
    Layout layout = fixture.network().layout();
    List<String> all = layout.parameters().stream().map(TensorSpec::name).toList();
    return Weights.load(DEVICE, layout, fixture.start(), List.of(new ParameterGroup(lr, all)));
  }

  private static Map<String, NDArray> inputs(StepScope step, StateDict data) {
    return Map.of(
        Zi2ziUNet.IMAGE, floats(step, data.require("input")),
        Zi2ziUNet.STYLE,
            step.longs(data.require("label").toLongs(), data.require("label").shape().dims()));
  }

  private static NDArray floats(StepScope step, HostTensor tensor) {
    return step.floats(tensor.toFloats(), tensor.shape().dims());
  }

  private static NDArray loss(StepScope step, Map<String, NDArray> outputs, StateDict data) {
    return output(outputs, Zi2ziUNet.IMAGE).sub(floats(step, data.require("target"))).abs().mean();
  }

  private static NDArray output(Map<String, NDArray> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name));
  }

  private static void assertGradients(Weights weights, NDArray loss, StateDict expected) {
    List<NDArray> gradients = Gradients.of(loss, weights.trainable());
    List<String> checked = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      String name = weights.trainableNames().get(i);
      if (!name.endsWith("key_conv.bias")) {
        Parity.assertClose(name, gradients.get(i), expected.require("grad." + name), 1e-4);
        checked.add("grad." + name);
      }
    }
    assertThat(checked)
        .containsAll(
            expected.names().stream()
                .filter(n -> n.startsWith("grad.") && !n.endsWith("key_conv.bias"))
                .toList());
  }

  private static void assertStatistics(NetworkState moved, StateDict expected) {
    for (Map.Entry<String, HostTensor> entry : expected.asMap().entrySet()) {
      if (entry.getKey().startsWith("after.")) {
        HostTensor actual = moved.tensors().require(entry.getKey().substring("after.".length()));
        assertThat(Parity.difference(actual.toFloats(), entry.getValue().toFloats()))
            .as(entry.getKey())
            .isLessThan(1e-6);
      }
    }
  }
}
