package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.thawline.errors.InputRefusedException;
import io.thawline.network.ScriptNetwork.Signature;
import io.thawline.nn.Device;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Optimizer;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A module that PyTorch scripted, against what PyTorch made of it. */
class ScriptNetworkTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final String SHA256 =
      "a7e8926195f1896ddf1b96f365d88af9e892d1797a820b3bb91d48c80c294df4";
  private static final Signature SIGNATURE = new Signature(List.of("numbers"), Images.LOGITS, 40);
  private static final List<String> TRAINED =
      List.of("body.1.weight", "body.1.bias", "fc.weight", "fc.bias");
  private static final List<String> STATISTICS =
      List.of("body.1.running_mean", "body.1.running_var");

  private final ScriptNetwork network = open(archive());

  private static byte[] archive() {
    try (InputStream in =
        ScriptNetworkTest.class.getResourceAsStream("/fixtures/networks/scripted.pt")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ScriptNetwork open(byte[] archive) {
    return ScriptNetwork.open(DEVICE, archive, SHA256, SIGNATURE);
  }

  private static Weights load(ScriptNetwork network, ParameterGroup... groups) {
    return Weights.load(
        DEVICE, network.layout(), NetworkState.untrained(network.start()), List.of(groups));
  }

  private static NDArray logits(
      ScriptNetwork network, Weights weights, StepScope scope, Mode mode) {
    Shape shape = Shape.of(6, 4);
    NDArray numbers = scope.floats(FormulaTensors.input("input", shape).toFloats(), shape.dims());
    return Objects.requireNonNull(
        network.forward(weights, Map.of("numbers", numbers), mode).get(Images.LOGITS));
  }

  @Test
  void parametersHaveTheirNamesAndAreGroupedByModule() {
    assertThat(network.layout().groups().stream().map(LayerGroup::name))
        .containsExactly("body.0", "body.1", "fc");
    network
        .start()
        .asMap()
        .forEach(
            (name, values) ->
                assertThat(values).isEqualTo(FormulaTensors.values(name, values.shape())));
  }

  @Test
  void trainsPartlyFrozenInTrainingModeAsPyTorchDoes() throws Exception {
    StateDict expected = NetworkParityTest.tensors("scripted");
    float[] losses = expected.require("losses").toFloats();
    OptimizerOptions adam =
        new OptimizerOptions(OptimizerOptions.Kind.ADAM, 0.01, List.of(0.9, 0.999), 1e-8, 0, 0, 0);
    try (Weights weights = load(network, new ParameterGroup(0.01, TRAINED))) {
      try (StepScope scope = DEVICE.newEvaluation()) {
        NDArray evaluated = logits(network, weights, scope, Mode.EVALUATION);
        Parity.assertClose("eval", evaluated, expected.require("eval"), 1e-5);
      }
      Optimizer optimizer = new Optimizer(adam, weights);
      for (float loss : losses) {
        try (StepScope step = DEVICE.newStep(1)) {
          NDArray now = loss(step, logits(network, weights, step, Mode.TRAINING));
          assertThat(now.getFloat()).isCloseTo(loss, within(1e-5f));
          optimizer.step(now, 0);
        }
      }
      StateDict moved = weights.moved().tensors();
      assertThat(moved.names())
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(TRAINED.stream(), STATISTICS.stream()).toList());
      for (String name : moved.names()) {
        assertThat(
                Parity.difference(
                    moved.require(name).toFloats(), expected.require(name).toFloats()))
            .as(name)
            .isLessThan(1e-5);
      }
      assertWrittenModuleIsTheTrained(weights);
    }
  }

  private static NDArray loss(StepScope scope, NDArray logits) {
    return Layers.crossEntropy(
        logits,
        scope.longs(new long[] {0, 1, 2, 0, 1, 2}, 6),
        scope.floats(new float[] {1, 1, 1}, 3),
        0);
  }

  private void assertWrittenModuleIsTheTrained(Weights weights) throws Exception {
    byte[] written = network.archive(weights);
    String sha256 = ScriptNetwork.sha256(written);
    ScriptNetwork read = ScriptNetwork.open(DEVICE, written, sha256, SIGNATURE);
    try (Weights again = load(read);
        StepScope scope = DEVICE.newEvaluation()) {
      assertThat(read.start().require("body.0.weight"))
          .isEqualTo(network.start().require("body.0.weight"));
      assertThat(read.start().require("fc.weight"))
          .isNotEqualTo(network.start().require("fc.weight"));
      assertThat(read.layout().buffers().stream().map(TensorSpec::name))
          .containsExactlyElementsOf(STATISTICS);
      assertThat(logits(read, again, scope, Mode.EVALUATION).toFloatArray())
          .isEqualTo(logits(network, weights, scope, Mode.EVALUATION).toFloatArray());
    }
  }

  @Test
  void twoTasksHaveModulesOfTheirOwn() {
    try (Weights trained = load(network, new ParameterGroup(0.1, TRAINED));
        Weights untouched = load(network);
        StepScope step = DEVICE.newStep(1)) {
      float[] before = logits(network, untouched, step, Mode.EVALUATION).toFloatArray();
      new Optimizer(OptimizerOptions.adam(0.1), trained)
          .step(loss(step, logits(network, trained, step, Mode.TRAINING)), 0);
      assertThat(logits(network, untouched, step, Mode.EVALUATION).toFloatArray())
          .isEqualTo(before);
      assertThat(logits(network, trained, step, Mode.EVALUATION).toFloatArray())
          .isNotEqualTo(before);
    }
  }

  @Test
  void moduleThatIsNotTheTrustedOneIsRefusedUnread() {
    byte[] changed = archive();
    changed[changed.length / 2] ^= 1;
    assertThatThrownBy(() -> open(changed))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageMatching(
            "The TorchScript module is a program, and its SHA-256 is [0-9a-f]{64}: if you trust it, set model.trusted_sha256 to that");
  }
}
