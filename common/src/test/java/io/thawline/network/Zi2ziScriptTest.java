package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import io.thawline.checkpoint.TorchScriptWriter;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Path module = directory.resolve("model.pt");
    try (OutputStream out = Files.newOutputStream(module)) {
      write(fixture, out);
    }
    StateDict expected = fixture.expected("eval");
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optEngine("PyTorch")
            .optModelUrls(directory.toUri().toString())
            .build();
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        var manager = model.getNDManager().newSubManager()) {
      NDArray image =
          manager.create(
              expected.require("input").toFloats(),
              new Shape(expected.require("input").shape().dims()));
      long[] styles = expected.require("label").toLongs();
      NDArray drawn = predictor.predict(new NDList(image, manager.create(styles))).get(0);
      float[] now = drawn.toFloatArray();
      float[] then = expected.require("output").toFloats();
      assertThat(now).hasSameSizeAs(then);
      for (int i = 0; i < now.length; i++) {
        assertThat(now[i]).isCloseTo(then[i], within(1e-6f));
      }
    }
  }

  private static void write(UNetFixture fixture, OutputStream out) throws Exception {
    UNetOptions options =
        fixture.options(
            fixture.placement() == Placement.NONE
                ? AttentionOptions.NONE
                : AttentionOptions.of(fixture.placement(), 8));
    var parameters =
        new Zi2ziUNet(options)
            .layout().parameters().stream().map(TensorSpec::name).collect(Collectors.toSet());
    TorchScriptWriter.write(
        fixture.start().tensors(),
        parameters,
        Zi2ziScript.ARGUMENTS,
        Zi2ziScript.forward(options),
        out);
  }
}
