package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thawline.network.ScriptNetwork.Signature;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens a module that was written here in PyTorch, where there is a Python with torch: that of the
 * environment's THAWLINE_PYTHON, else python3.
 */
class ScriptInteropTest {
  private static final String PYTHON =
      Optional.ofNullable(System.getenv("THAWLINE_PYTHON")).orElse("python3");

  private static final String OPEN =
      """
      import sys, torch
      m = torch.jit.load(sys.argv[1])
      print(m.training, *[n for n, _ in m.named_parameters()], '|', *[n for n, _ in m.named_buffers()])
      for row in m(torch.tensor([[0.5, -0.25, 1.0, 0.75]])).tolist():
          print(*['%.4f' % v for v in row])
      """;

  @TempDir Path directory;

  private static String python(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? out : "";
  }

  @Test
  void writtenModuleHasItsParametersAndBuffersAndComputesTheSameInPyTorch() throws Exception {
    assumeTrue(
        !python(PYTHON, "-c", "import torch; print(torch.__version__)").isEmpty(),
        "SKIPPED: " + PYTHON + " has no torch; name one with THAWLINE_PYTHON");
    Device device = Device.cpu(1);
    Scripts script = Scripts.fixture("scripted.pt", new Signature(List.of("x"), Images.LOGITS, 40));
    ScriptNetwork network = script.network();
    try (Weights weights =
            Weights.load(
                device,
                network.layout(),
                NetworkState.untrained(script.start()),
                List.of(new ParameterGroup(1e-3, List.of("fc.weight"))));
        StepScope scope = device.newEvaluation()) {
      float[] many = FormulaTensors.input("input", Shape.of(6, 4)).toFloats();
      network.forward(weights, Map.of("x", scope.floats(many, 6, 4)), Mode.TRAINING);
      Path file = Files.write(directory.resolve("m.pt"), network.archive(weights));
      float[] one = {0.5f, -0.25f, 1, 0.75f};
      float[] here =
          Objects.requireNonNull(
                  network
                      .forward(weights, Map.of("x", scope.floats(one, 1, 4)), Mode.EVALUATION)
                      .get(Images.LOGITS))
              .toFloatArray();
      assertThat(python(PYTHON, "-c", OPEN, file.toString()).lines())
          .containsExactly(
              "False body.0.weight body.0.bias body.1.weight body.1.bias fc.weight fc.bias | body.1.running_mean body.1.running_var body.1.num_batches_tracked",
              String.format(Locale.ROOT, "%.4f %.4f %.4f", here[0], here[1], here[2]));
    }
  }
}
