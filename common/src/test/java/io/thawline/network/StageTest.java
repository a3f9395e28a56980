package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stage leaves follows from what it says it does. */
class StageTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final int SAMPLES = 2;

  /** Small ones of every kind, with dropout where they may have it. */
  static List<NetworkOptions> all() {
    UNetOptions unet =
        new UNetOptions(
            UNetOptions.Kind.ZI2ZI_UNET,
            64,
            1,
            2,
            2,
            3,
            0.5,
            AttentionOptions.of(AttentionOptions.Placement.INSERT, 8),
            List.of());
    return List.of(
        unet,
        new DiscriminatorOptions(DiscriminatorOptions.Kind.ZI2ZI_DISCRIMINATOR, 32, 1, 2, 2),
        new ResNetOptions(ResNetOptions.Kind.RESNET18, 3, 1, 32),
        new MobileNetV2Options(MobileNetV2Options.Kind.MOBILENET_V2, 3, 1, 32, 0.2),
        bert(0.1),
        bert(0),
        new ComposedOptions(
            ComposedOptions.Kind.COMPOSED,
            new ImageOptions(ImageOptions.Kind.IMAGE, 1, 8),
            "",
            "head",
            List.of(
                new ConvLayer(ConvLayer.Kind.CONV, 4, 3, 1),
                new DropoutLayer(DropoutLayer.Kind.DROPOUT, 0.5),
                new NormLayer(NormLayer.Kind.NORM),
                new LinearLayer(LinearLayer.Kind.LINEAR, 3))));
  }

  private static BertOptions bert(double dropout) {
    return new BertOptions(
        BertOptions.Kind.BERT, BertOptions.Head.SEQUENCE, 3, 20, 8, 2, 2, 8, 12, 2, 1e-12, dropout);
  }

  private static Map<String, HostTensor> tensors(Network network, long seed) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : network.layout().tensors()) {
      tensors.put(spec.name(), Init.draw(spec, seed));
    }
    return tensors;
  }

  /** For whatever network: each takes what it knows. */
  private static Map<String, NDArray> inputs(NetworkOptions options, StepScope scope) {
    Map<String, NDArray> inputs = new HashMap<>();
    int side = options instanceof UNetOptions ? 64 : options instanceof ComposedOptions ? 8 : 32;
    float[] pixels = new float[SAMPLES * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    inputs.put(Images.IMAGE, scope.floats(pixels, SAMPLES, 1, side, side));
    inputs.put(Zi2ziUNet.STYLE, scope.longs(new long[] {0, 1}, SAMPLES));
    if (options instanceof DiscriminatorOptions) {
      inputs.put(Zi2ziDiscriminator.SOURCE, scope.floats(pixels, SAMPLES, 1, side, side));
    } else if (options instanceof BertOptions) {
      inputs.clear();
      long[] tokens = LongStream.range(0, 10).toArray();
      inputs.put(Bert.TOKENS, scope.longs(tokens, SAMPLES, 5));
      inputs.put(Bert.MASK, scope.longs(LongStream.range(0, 10).map(t -> 1).toArray(), SAMPLES, 5));
      inputs.put(Bert.TYPES, scope.longs(new long[10], SAMPLES, 5));
    }
    return inputs;
  }

  /** What the first stages leave, as numbers. */
  private static Map<String, List<Double>> left(
      NetworkOptions options, Map<String, HostTensor> tensors, int stages, long seed) {
    Network network = options.network();
    NetworkState state = NetworkState.untrained(StateDict.of(tensors));
    try (Weights weights = Weights.load(DEVICE, network.layout(), state, List.of());
        StepScope scope = DEVICE.newStep(seed)) {
      Map<String, List<Double>> left = new TreeMap<>();
      network
          .forward(weights, inputs(options, scope), Mode.TRAINING, stages)
          .forEach((name, array) -> left.put(name, numbers(array)));
      return left;
    }
  }

  private static List<Double> numbers(NDArray array) {
    return Arrays.stream(array.toArray()).map(Number::doubleValue).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void withoutRandomStagesFrozenOnesLeaveTheSameWhateverIsDrawnAndWhateverFollowsThem(
      NetworkOptions options) {
    Network network = options.network();
    List<Stage> stages = network.stages();
    Map<String, HostTensor> tensors = tensors(network, 1);
    Map<String, HostTensor> others = tensors(network, 2);
    boolean random = false;
    for (int count = 1; count <= stages.size(); count++) {
      random |= stages.get(count - 1).isRandom();
      Map<String, List<Double>> left = left(options, tensors, count, 1);
      String first = "%s through %s".formatted(options, stages.get(count - 1).name());
      if (random) {
        assertThat(left(options, tensors, count, 2)).as(first).isNotEqualTo(left);
      } else {
        Map<String, HostTensor> changed = behind(network, count, tensors, others);
        assertThat(left(options, changed, count, 2)).as(first).isEqualTo(left);
      }
    }
  }

  /** Weights that are others in all that the stages behind the first ones work with. */
  private static Map<String, HostTensor> behind(
      Network network, int count, Map<String, HostTensor> tensors, Map<String, HostTensor> others) {
    List<String> names = network.stages().stream().skip(count).map(Stage::name).toList();
    Map<String, HostTensor> all = new LinkedHashMap<>(tensors);
    for (LayerGroup group : network.layout().groups()) {
      if (names.contains(group.name())) {
        group.tensors().forEach(name -> all.put(name, Objects.requireNonNull(others.get(name))));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void restOfTheStagesGoesOnWithWhatTheFirstLeft(NetworkOptions options) {
    Network network = options.network();
    NetworkState state = NetworkState.untrained(StateDict.of(tensors(network, 1)));
    try (Weights weights = Weights.load(DEVICE, network.layout(), state, List.of());
        StepScope scope = DEVICE.newEvaluation()) {
      Map<String, NDArray> whole =
          network.forward(weights, inputs(options, scope), Mode.EVALUATION);
      for (int count = 1; count < network.stages().size(); count++) {
        Map<String, NDArray> left =
            network.forward(weights, inputs(options, scope), Mode.EVALUATION, count);
        Map<String, NDArray> resumed = network.resume(weights, left, Mode.EVALUATION, count);
        whole.forEach(
            (name, array) ->
                assertThat(numbers(Objects.requireNonNull(resumed.get(name))))
                    .isEqualTo(numbers(array)));
      }
    }
  }
}
