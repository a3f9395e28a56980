package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import io.thawline.checkpoint.TorchScriptWriter;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The module, loaded as DJL's ModelLoader loads one: by its directory and engine alone. */
class Zi2ziScriptTest {
  static Stream<UNetFixture> networks() {
    return Stream.of(
        UNetFixture.PLAIN,
        UNetFixture.ATTENTION,
        UNetFixture.narrow(Placement.INSERT),
        UNetFixture.narrow(Placement.ATTR));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void drawsWhatPyTorchDraws(UNetFixture fixture, @TempDir Path directory) throws Exception {
    StateDict expected = fixture.expected("eval");
    AttentionOptions attention =
        fixture.placement() == Placement.NONE
            ? AttentionOptions.NONE
            : AttentionOptions.of(fixture.placement(), 8);
    float[] drawn =
        drawn(
            directory,
            fixture.options(attention),
            fixture.start().tensors(),
            expected.require("input"),
            expected.require("label").toLongs());
    assertClose(drawn, expected.require("output").toFloats());
  }

  /** The network itself is held against PyTorch by {@link NetworkParityTest}. */
  @ParameterizedTest
  @MethodSource("io.thawline.network.NetworkParityTest#generators")
  void drawsWhatTheNetworkDraws(String name, UNetOptions options, @TempDir Path directory)
      throws Exception {
    Network network = options.network();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : network.layout().tensors()) {
      tensors.put(spec.name(), FormulaTensors.values(spec.name(), spec.shape()));
    }
    HostTensor image =
        FormulaTensors.input(
            "input",
            io.thawline.tensor.Shape.of(
                2, options.channels(), options.imageSize(), options.imageSize()));
    long[] styles = {2, 0};
    float[] drawn = drawn(directory, options, StateDict.of(tensors), image, styles);
    try (Weights weights = NetworkParityTest.load(network);
        StepScope scope = Device.cpu(1).newEvaluation()) {
      Map<String, NDArray> inputs =
          Map.of(
              Zi2ziUNet.IMAGE, scope.floats(image.toFloats(), image.shape().dims()),
              Zi2ziUNet.STYLE, scope.longs(styles, 2));
      Map<String, NDArray> outputs = network.forward(weights, inputs, Mode.EVALUATION);
      assertClose(drawn, Objects.requireNonNull(outputs.get(Zi2ziUNet.IMAGE)).toFloatArray());
    }
  }

  private static float[] drawn(
      Path directory, UNetOptions options, StateDict weights, HostTensor image, long[] styles)
      throws Exception {
    try (OutputStream out = Files.newOutputStream(directory.resolve("model.pt"))) {
      var parameters =
          options.network().layout().parameters().stream()
              .map(TensorSpec::name)
              .collect(Collectors.toSet());
      TorchScriptWriter.write(
          weights, parameters, Zi2ziScript.ARGUMENTS, Zi2ziScript.forward(options), out);
    }
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optEngine("PyTorch")
            .optModelUrls(directory.toUri().toString())
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        var manager = model.getNDManager().newSubManager()) {
      NDArray input = manager.create(image.toFloats(), new Shape(image.shape().dims()));
      return predictor.predict(new NDList(input, manager.create(styles))).get(0).toFloatArray();
    }
  }

  private static void assertClose(float[] now, float[] then) {
    assertThat(now).hasSameSizeAs(then);
    for (int i = 0; i < now.length; i++) {
      assertThat(now[i]).isCloseTo(then[i], within(2e-6f));
    }
  }
}
