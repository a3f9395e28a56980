package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention at every placement, against what PyTorch computed. */
class AttentionPlacementTest {
  private static final Device DEVICE = Device.cpu(1);

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void keysAndOutputsAreThoseOfPyTorch(Placement placement) {
    UNetFixture fixture = UNetFixture.narrow(placement);
    StateDict trained = fixture.start().tensors();
    assertThat(names(fixture.network().layout())).containsExactlyElementsOf(trained.names());
    StateDict expected = fixture.expected("eval");
    assertClose(output(fixture.network(), trained, expected), expected.require("output"));
    assertClose(
        output(fixture.network(), withGammaZero(trained), expected),
        expected.require("output_gamma0"));
  }

  private static StateDict withGammaZero(StateDict trained) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(trained.asMap());
    tensors.replaceAll(
        (name, t) -> name.endsWith("gamma") ? HostTensor.ofFloats(Shape.of(1), 0) : t);
    return StateDict.of(tensors);
  }

  /** The smallest map is the bottleneck, where the style has joined the code. */
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void attentionWorksOnEveryMap(Placement placement) {
    for (int side = 1; side <= 8; side *= 2) {
      UNetOptions options =
          new UNetOptions(
              UNetOptions.Kind.ZI2ZI_UNET, 16, 1, 2, 4, 3, AttentionOptions.of(placement, side));
      Zi2ziUNet network = new Zi2ziUNet(options);
      assertThat(network.layout().tensors().stream().filter(TensorSpec::added)).hasSize(7);
      assertThat(
              IdentityProof.largestDifference(
                  DEVICE, options, StateDict.of(Map.of()), drawn(network), 1))
          .as("side %d", side)
          .isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("io.thawline.network.NetworkParityTest#generators")
  void severalAttentionsWithGammaZeroChangeNoBitEither(String name, UNetOptions options) {
    StateDict drawn = drawn(options.network());
    StateDict none = StateDict.of(Map.of());
    assertThat(IdentityProof.isDue(options, drawn)).isTrue();
    assertThat(IdentityProof.largestDifference(DEVICE, options, none, drawn, 1)).isZero();
    Map<String, HostTensor> awake = new LinkedHashMap<>(drawn.asMap());
    String gamma =
        drawn.names().stream().filter(n -> n.endsWith("gamma")).findFirst().orElseThrow();
    awake.put(gamma, HostTensor.ofFloats(Shape.of(1), 1));
    assertThat(IdentityProof.isDue(options, StateDict.of(awake))).isFalse();
    assertThat(IdentityProof.largestDifference(DEVICE, options, none, StateDict.of(awake), 1))
        .isPositive();
  }

  private static StateDict drawn(Zi2ziUNet network) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    network.layout().tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 3)));
    return StateDict.of(tensors);
  }

  @Test
  void partsHaveTheNamesThatTheUserGives() {
    AttentionNames names = new AttentionNames("to_q.0", "to_k.0", "to_v.0", "scale");
    AttentionOptions options =
        new AttentionOptions(
            Placement.ATTR,
            8,
            AttentionOptions.Scaling.NONE,
            AttentionOptions.Start.KAIMING,
            names);
    Layout layout = new Zi2ziUNet(UNetFixture.NARROW.options(options)).layout();
    String level = "model.submodule.submodule.att.";
    assertThat(layout.tensors().stream().filter(TensorSpec::added).map(TensorSpec::name))
        .containsExactly(
            level + "scale",
            level + "to_q.0.weight",
            level + "to_q.0.bias",
            level + "to_k.0.weight",
            level + "to_k.0.bias",
            level + "to_v.0.weight",
            level + "to_v.0.bias");
    assertThat(layout.find(level + "to_q.0.weight").orElseThrow().init())
        .isEqualTo(new Init.Kaiming());
  }

  @Test
  void twoPartsOfOneNameAreRefused() {
    assertThatThrownBy(() -> new AttentionNames("q", "q", "v", "gamma"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key must have a name of its own, 'q' is taken");
    assertThatThrownBy(() -> new AttentionNames("q", "k", "v", "a b"))
        .hasMessageStartingWith("gamma must be a module's name, got 'a b'");
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void networkWithGammaZeroDrawsWhatTheCheckpointsNetworkDraws(Placement placement) {
    UNetFixture fixture = UNetFixture.narrow(placement);
    UNetOptions options = fixture.options(AttentionOptions.of(placement, 8));
    StateDict trained = fixture.start().tensors();
    StateDict source = UNetFixture.NARROW.start().tensors();
    StateDict zero = withGammaZero(trained);
    assertThat(IdentityProof.isDue(options, zero)).isTrue();
    assertThat(IdentityProof.largestDifference(DEVICE, options, source, zero, 1)).isZero();
    assertThat(
            IdentityProof.largestDifference(
                DEVICE, options, source, withStatisticsSwapped(zero), 1))
        .isPositive();
    assertThat(IdentityProof.isDue(options, trained)).isFalse();
    assertThat(IdentityProof.largestDifference(DEVICE, options, source, trained, 1)).isPositive();
  }

  private static StateDict withStatisticsSwapped(StateDict tensors) {
    Map<String, HostTensor> swapped = new LinkedHashMap<>(tensors.asMap());
    String norm = "model.submodule.down.2.running_";
    swapped.put(norm + "mean", tensors.require(norm + "var"));
    swapped.put(norm + "var", tensors.require(norm + "mean"));
    return StateDict.of(swapped);
  }

  private static List<String> names(Layout layout) {
    return layout.tensors().stream().map(TensorSpec::name).toList();
  }

  private static float[] output(Zi2ziUNet network, StateDict tensors, StateDict data) {
    NetworkState state = NetworkState.untrained(tensors);
    try (Weights weights = Weights.load(DEVICE, network.layout(), state, List.of());
        StepScope scope = DEVICE.newEvaluation()) {
      HostTensor image = data.require("input");
      HostTensor style = data.require("label");
      Map<String, NDArray> inputs =
          Map.of(
              Zi2ziUNet.IMAGE, scope.floats(image.toFloats(), image.shape().dims()),
              Zi2ziUNet.STYLE, scope.longs(style.toLongs(), style.shape().dims()));
      Map<String, NDArray> outputs = network.forward(weights, inputs, Mode.EVALUATION);
      return Objects.requireNonNull(outputs.get(Zi2ziUNet.IMAGE)).toFloatArray();
    }
  }

  private static void assertClose(float[] actual, HostTensor expected) {
    float[] values = expected.toFloats();
    assertThat(actual).hasSameSizeAs(values);
    double scale = 0;
    double difference = 0;
    for (int i = 0; i < values.length; i++) {
      scale = Math.max(scale, Math.abs(values[i]));
      difference = Math.max(difference, Math.abs((double) actual[i] - values[i]));
    }
    assertThat(difference / scale).isCloseTo(0, within(1e-5));
  }
}
