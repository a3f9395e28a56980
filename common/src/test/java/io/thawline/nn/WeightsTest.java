package io.thawline.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import io.thawline.network.UNetFixture;
import io.thawline.network.Zi2ziUNet;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final Layout LAYOUT = UNetFixture.PLAIN.network().layout();
  private static final NetworkState STATE = UNetFixture.PLAIN.start();

  private static List<String> all() {
    return LAYOUT.parameters().stream().map(TensorSpec::name).toList();
  }

  private static Weights load(List<ParameterGroup> groups) {
    return Weights.load(DEVICE, LAYOUT, STATE, groups);
  }

  @Test
  void whatWasLoadedReadsBackWithTheSameBitsInTheLayoutsOrder() {
    try (Weights weights = load(List.of(new ParameterGroup(1, all())))) {
      NetworkState moved = weights.moved();
      assertThat(moved.tensors()).isEqualTo(STATE.tensors());
      assertThat(moved.tensors().names())
          .containsExactlyElementsOf(LAYOUT.tensors().stream().map(TensorSpec::name).toList());
      assertThat(moved.moments().keySet()).containsExactlyElementsOf(all());
    }
  }

  @Test
  void onlyWhatTrainsMovesAndRequiresGradients() {
    String norm = "model.submodule.down.2";
    List<String> names = List.of(norm + ".weight", "embedder.weight");
    try (Weights weights = load(List.of(new ParameterGroup(1, names)))) {
      assertThat(weights.moved().tensors().names())
          .containsExactly(
              norm + ".weight",
              norm + ".running_mean",
              norm + ".running_var",
              norm + ".num_batches_tracked",
              "embedder.weight");
      assertThat(weights.moved().moments().keySet()).containsExactlyElementsOf(names);
      assertThat(all().stream().filter(n -> weights.tensor(n).hasGradient()))
          .containsExactlyElementsOf(names);
    }
  }

  @Test
  void groupsThatAreNoPartitionOfParametersAreRefused() {
    ParameterGroup embedder = new ParameterGroup(1, List.of("embedder.weight"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(List.of(embedder, embedder)))
        .withMessage("embedder.weight is in two parameter groups");
    String buffer = "model.submodule.down.2.running_mean";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(List.of(new ParameterGroup(1, List.of(buffer)))))
        .withMessage("no parameter named " + buffer);
  }

  @Test
  void statesOfAnotherNetworkAreRefused() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(STATE.tensors().asMap());
    tensors.put("embedder.weight", STATE.tensors().require("model.up.1.bias"));
    NetworkState other = NetworkState.untrained(StateDict.of(tensors));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Weights.load(DEVICE, LAYOUT, other, List.of()))
        .withMessage("embedder.weight is (1), the network's is (4, 16)");
  }

  @Test
  void stepsLeaveNothingBehindOnTheWeights() {
    StateDict data = UNetFixture.PLAIN.expected("train");
    try (Weights weights = load(List.of(new ParameterGroup(1e-3, all())))) {
      Optimizer adam =
          new Optimizer(
              new OptimizerOptions(
                  OptimizerOptions.Kind.ADAMW, 1, List.of(0.9, 0.999), 1e-8, 0.01, 0, 1),
              weights);
      int before = weights.manager().getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        try (StepScope step = DEVICE.newStep()) {
          adam.step(loss(weights, step, data), 0);
        }
        assertThat(weights.manager().getManagedArrays()).hasSize(before);
      }
    }
  }

  private static NDArray loss(Weights weights, StepScope step, StateDict data) {
    Map<String, NDArray> inputs =
        Map.of(
            Zi2ziUNet.IMAGE,
            step.floats(data.require("input").toFloats(), data.require("input").shape().dims()),
            Zi2ziUNet.STYLE,
            step.longs(data.require("label").toLongs(), data.require("label").shape().dims()));
    return Objects.requireNonNull(
            UNetFixture.PLAIN
                .network()
                .forward(weights, inputs, Mode.TRAINING)
                .get(Zi2ziUNet.IMAGE))
        .mean();
  }
}
