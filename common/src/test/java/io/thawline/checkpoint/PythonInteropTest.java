package io.thawline.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thawline.tensor.Cast;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens what is written here in Python's own libraries, where there is a Python with torch: that of
 * the environment's THAWLINE_PYTHON, else python3.
 */
class PythonInteropTest {
  private static final String PYTHON =
      Optional.ofNullable(System.getenv("THAWLINE_PYTHON")).orElse("python3");

  /** A line a tensor: name, type, shape, CRC-32; then pairs of names that share their memory. */
  private static final String DESCRIBE =
      """
      import sys, zlib, torch
      def describe(tensors):
          for name, t in tensors.items():
              raw = t.detach().contiguous().flatten().view(torch.uint8) if t.numel() else t
              raw = bytes(raw.tolist()) if t.numel() else b''
              print(name, str(t.dtype)[6:], tuple(t.shape), zlib.crc32(raw), sep='|')
      """;

  private static final String TORCH =
      DESCRIBE + "describe(torch.load(sys.argv[1], weights_only=True))";

  private static final String SAFETENSORS =
      DESCRIBE
          + """
          from safetensors import safe_open
          with safe_open(sys.argv[1], 'pt') as f:
              assert f.metadata()['format'] == 'pt'
              describe({k: f.get_tensor(k) for k in f.keys()})
          """;

  private static final String TIED =
      """
      import sys, torch
      t = torch.load(sys.argv[1], weights_only=True)
      names = list(t)
      print([a + '=' + b for i, a in enumerate(names) for b in names[:i]
             if t[a].numel() and t[a].data_ptr() == t[b].data_ptr()])
      """;

  private static final String CAST =
      DESCRIBE
          + """
          t = torch.load(sys.argv[1], weights_only=True)
          to = getattr(torch, sys.argv[2])
          describe({k: v.to(to) if v.is_floating_point() else v for k, v in t.items()})
          """;

  @TempDir Path directory;

  @BeforeAll
  static void requirePython() throws Exception {
    assumeTrue(
        has("import torch, safetensors"),
        "SKIPPED: " + PYTHON + " has no torch and safetensors; name one with THAWLINE_PYTHON");
  }

  private static boolean has(String script) throws InterruptedException {
    try {
      return new ProcessBuilder(PYTHON, "-c", script)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noPython) {
      return false;
    }
  }

  @Test
  void everyTypeOpensInTorchWithTheSameBytesAndOrder() throws Exception {
    for (String fixture : List.of("dtypes.pth", "views.pth", "bf16.pth", "half.pth")) {
      StateDict tensors = Fixtures.read(Fixtures.path("formats/" + fixture)).tensors();
      Path file = write("m.pth", tensors, Cast.none());
      assertThat(python(TORCH, file.toString())).isEqualTo(describe(tensors));
    }
  }

  @Test
  void everyTypeOpensInSafetensorsWithTheSameBytes() throws Exception {
    for (String fixture : List.of("dtypes.pth", "dtypes.safetensors", "bf16.pth")) {
      StateDict tensors = Fixtures.read(Fixtures.path("formats/" + fixture)).tensors();
      Path file = write("m.safetensors", tensors, Cast.none());
      assertThat(python(SAFETENSORS, file.toString()))
          .containsExactlyInAnyOrderElementsOf(describe(tensors));
    }
  }

  @Test
  void partsOpenInSafetensors() throws Exception {
    StateDict tensors = Fixtures.read(Fixtures.path("formats/zip.pth")).tensors();
    Path model = directory.resolve("model");
    CheckpointWriter.to(model, 100).write(tensors, Map.of(), Cast.none());
    List<String> described = new ArrayList<>();
    for (Path part :
        CheckpointWriter.to(model, 100).files(tensors, Cast.none()).stream()
            .filter(file -> file.toString().endsWith(".safetensors"))
            .toList()) {
      described.addAll(python(SAFETENSORS, part.toString()));
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(describe(tensors));
  }

  @Test
  void castsGiveTheBitsThatTorchGives() throws Exception {
    Path original = Fixtures.path("unet/unet_noattn.pth");
    StateDict tensors = Fixtures.read(original).tensors();
    for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16)) {
      Path file = write(dtype + ".pth", tensors, Cast.to(dtype));
      assertThat(python(TORCH, file.toString()))
          .isEqualTo(python(CAST, original.toString(), dtype.torchName()));
    }
  }

  @Test
  void tiedTensorsShareTheirMemoryInTorch() throws Exception {
    StateDict tensors = Fixtures.read(Fixtures.path("formats/zip.pth")).tensors();
    HostTensor weight = tensors.require("conv.weight");
    StateDict tied = StateDict.of(Map.of("a", weight, "b", weight));
    Path file = write("tied.pth", tied, Cast.to(DType.FLOAT16));
    assertThat(python(TIED, file.toString())).singleElement().isIn("['a=b']", "['b=a']");
  }

  private Path write(String name, StateDict tensors, Cast cast) throws IOException {
    return CheckpointWriter.to(directory.resolve(name), Long.MAX_VALUE)
        .write(tensors, Map.of(), cast);
  }

  private static List<String> describe(StateDict tensors) {
    List<String> lines = new ArrayList<>();
    tensors
        .asMap()
        .forEach(
            (name, tensor) ->
                lines.add(
                    "%s|%s|%s|%d"
                        .formatted(
                            name,
                            tensor.dtype().torchName(),
                            tensor.shape().rank() == 1
                                ? "(" + tensor.shape().dim(0) + ",)"
                                : tensor.shape().toString(),
                            tensor.crc32())));
    return lines;
  }

  private List<String> python(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON, "-c", script));
    command.addAll(List.of(arguments));
    Path errors = directory.resolve("stderr");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    Process process = builder.start();
    List<String> lines;
    try (var out = process.inputReader(UTF_8)) {
      lines = out.lines().toList();
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return lines;
  }
}
