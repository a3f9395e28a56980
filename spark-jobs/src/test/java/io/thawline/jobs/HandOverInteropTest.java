package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.SafetensorsWriter;
import io.thawline.config.Configuration;
import io.thawline.io.LocalSource;
import io.thawline.io.Sha256;
import io.thawline.io.Source;
import io.thawline.network.DiscriminatorOptions;
import io.thawline.network.Images;
import io.thawline.network.Network;
import io.thawline.network.Zi2ziDiscriminator;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Opens what runs hand over in PyTorch, strictly, and computes the same with it, where there is a
 * Python with torch, torchvision and safetensors.
 */
class HandOverInteropTest {
  private static final Path FIXTURES =
      Path.of("../common/src/test/resources/fixtures/networks").toAbsolutePath().normalize();
  private static final double TOLERANCE = 1e-5;

  /** Loads weights into a module and writes what it makes of the inputs. */
  private static final String COMPUTE =
      """
      import sys, torch
      from safetensors.torch import load_file, save_file
      torch.set_num_threads(1)
      kind, weights, directory, modules = sys.argv[1:]
      sys.path.insert(0, modules)
      x = load_file(directory + '/inputs.safetensors')
      def loaded(module):
          module.load_state_dict(torch.load(weights, weights_only=True), strict=True)
          return module
      if kind == 'torchscript':
          net = torch.jit.load(weights)
      elif kind == 'generator':
          from zi2zi_modules import UNet
          net = loaded(UNet(64, 1, 16, 4, 16, {}))
      elif kind == 'discriminator':
          from zi2zi_modules import Discriminator
          net = loaded(Discriminator(64, 1, 4, 4))
      else:
          import torchvision
          net = loaded(getattr(torchvision.models, kind)(num_classes=3))
      with torch.no_grad():
          out = net.eval()(*[x[k] for k in sorted(x)])
      out = out if isinstance(out, tuple) else (out,)
      save_file({str(i): t.contiguous() for i, t in enumerate(out)}, directory + '/outputs.safetensors')
      """;

  @TempDir static Path temp;
  private static SparkSession session;

  @BeforeAll
  static void startSpark() throws InterruptedException {
    Python.assumeHas("torch", "torchvision", "safetensors");
    session = LocalRuns.session();
  }

  @AfterAll
  static void stopSpark() {
    if (session != null) {
      session.stop();
    }
  }

  private static RunConfig run(String name, String file, String... more) throws IOException {
    Configuration<RunConfig> configuration =
        LocalRuns.configuration(file, temp.resolve(name), more);
    LocalRuns.fineTune(session, configuration);
    return configuration.value();
  }

  private static Path finalFile(String name, String ending) throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve(name).resolve("final"))) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  private static HostTensor random(long seed, long... dims) {
    Random random = new Random(seed);
    float[] values = new float[(int) Shape.of(dims).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return HostTensor.ofFloats(Shape.of(dims), values);
  }

  /** What PyTorch makes of the inputs, which it is given in the order of their names. */
  private static StateDict python(String kind, Path weights, Map<String, HostTensor> inputs)
      throws Exception {
    try (OutputStream out = Files.newOutputStream(temp.resolve("inputs.safetensors"))) {
      SafetensorsWriter.write(StateDict.of(inputs), Map.of(), out);
    }
    Python.run(
        temp.resolve("errors.txt"),
        COMPUTE,
        kind,
        weights.toString(),
        temp.toString(),
        FIXTURES.toString());
    return tensors(temp.resolve("outputs.safetensors"));
  }

  private static StateDict tensors(Path file) {
    try (Source source = LocalSource.open(file)) {
      return Checkpoints.read(source).tensors();
    }
  }

  private static float[] here(
      Network network, Path weights, Map<String, HostTensor> inputs, String output) {
    Device device = Device.cpu(1);
    try (Weights loaded =
            Weights.load(
                device, network.layout(), NetworkState.untrained(tensors(weights)), List.of());
        StepScope scope = device.newEvaluation()) {
      Map<String, NDArray> values = new HashMap<>();
      inputs.forEach(
          (name, tensor) ->
              values.put(
                  name,
                  tensor.dtype().isFloating()
                      ? scope.floats(tensor.toFloats(), tensor.shape().dims())
                      : scope.longs(tensor.toLongs(), tensor.shape().dims())));
      return Objects.requireNonNull(
              network.forward(loaded, values, Mode.EVALUATION).get(output), output)
          .toFloatArray();
    }
  }

  private static void assertClose(float[] here, HostTensor there) {
    float[] expected = there.toFloats();
    assertThat(here).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < here.length; i++) {
      assertThat((double) here[i]).isCloseTo(expected[i], within(TOLERANCE * scale));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "mobilenet_v2"})
  void torchvisionLoadsItStrictlyWithEqualLogits(String kind) throws Exception {
    RunConfig config =
        run(
            kind,
            "typefaces.yaml",
            "model={kind: %s, classes: 3, image_size: 32}".formatted(kind),
            "data.train.path=" + LocalRuns.images(temp, 8),
            "data.batch_size=8",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}");
    Map<String, HostTensor> images = Map.of(Images.IMAGE, random(1, 2, 3, 32, 32));
    Path weights = finalFile(kind, "model.pth");
    assertClose(
        here(config.model().network(), weights, images, Images.LOGITS),
        python(kind, weights, images).require("0"));
  }

  @Test
  void torchLoadsTheUsersModuleWithEqualLogits() throws Exception {
    Path module = FIXTURES.resolve("scripted_images.pt");
    RunConfig config =
        run(
            "script",
            "typefaces.yaml",
            "model={kind: torchscript, from: %s, trusted_sha256: '%s', classes: 3, channels: 1, image_size: 24}"
                .formatted(module, Sha256.hex(Files.readAllBytes(module))),
            "data.train.path=" + LocalRuns.images(temp, 8),
            "data.batch_size=8",
            "schedule={0: {params: ['head.*'], max_transition_epoch: 1}}");
    Map<String, HostTensor> images = Map.of(Images.IMAGE, random(2, 2, 1, 24, 24));
    assertClose(
        here(config.model().network(), finalFile("script", "model.pth"), images, Images.LOGITS),
        python("torchscript", finalFile("script", "model.pt"), images).require("0"));
  }

  @Test
  void modulesOfZi2ziLoadBothNetworksStrictlyAndDrawAndJudgeTheSame() throws Exception {
    RunConfig config =
        run(
            "font",
            "adversarial.yaml",
            "data.train.first=8",
            "data.validation.last=4",
            "data.batch_size=4",
            "discriminator.base_channels=4",
            "schedule={0: {params: ['.*'], max_transition_epoch: 1}}",
            "report={worst: 1, median: 1}");
    HostTensor image = random(3, 2, 1, 64, 64);
    Map<String, HostTensor> drawn =
        Map.of(Zi2ziUNet.IMAGE, image, Zi2ziUNet.STYLE, HostTensor.ofLongs(Shape.of(2), 1, 0));
    Path generator = finalFile("font", "_net_G.pth");
    assertClose(
        here(config.model().network(), generator, drawn, Zi2ziUNet.IMAGE),
        python("generator", generator, drawn).require("0"));
    Network judge =
        new DiscriminatorOptions(DiscriminatorOptions.Kind.ZI2ZI_DISCRIMINATOR, 64, 1, 4, 4)
            .network();
    Path discriminator = finalFile("font", "_net_D.pth");
    Map<String, HostTensor> pair =
        Map.of(Zi2ziDiscriminator.SOURCE, image, Zi2ziDiscriminator.IMAGE, random(4, 2, 1, 64, 64));
    StateDict judged =
        python(
            "discriminator",
            discriminator,
            Map.of("0", image, "1", Objects.requireNonNull(pair.get(Zi2ziDiscriminator.IMAGE))));
    assertClose(here(judge, discriminator, pair, Zi2ziDiscriminator.BINARY), judged.require("0"));
    assertClose(here(judge, discriminator, pair, Zi2ziDiscriminator.CATEGORY), judged.require("1"));
  }
}
