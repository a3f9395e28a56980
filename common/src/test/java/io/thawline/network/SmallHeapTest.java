package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.nn.Device;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallHeapTest {
  @TempDir Path directory;

  @Test
  void fileOf222MegabytesLoadsInAHeapOf64() throws IOException, InterruptedException {
    Path file = directory.resolve("generator.pth");
    LargeGenerator.write(file);
    assertThat(Files.size(file)).isGreaterThan(221_000_000);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                Load.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("55461505 finite parameters in place");
    assertThat(process.waitFor()).isZero();
  }

  /** Reads, hashes, scans and places the file. */
  static final class Load {
    private Load() {}

    public static void main(String[] arguments) {
      Checkpoint checkpoint;
      try (Source source = LocalSource.open(Path.of(arguments[0]))) {
        checkpoint = Checkpoints.read(source);
      }
      NetworkState state = NetworkState.untrained(checkpoint.tensors());
      try (Weights weights = Weights.load(Device.cpu(1), LargeGenerator.LAYOUT, state, List.of())) {
        long parameters =
            LargeGenerator.LAYOUT.parameters().stream()
                .mapToLong(spec -> weights.tensor(spec.name()).size())
                .sum();
        boolean finite =
            checkpoint.tensors().asMap().values().stream().allMatch(HostTensor::isFinite);
        System.out.println(parameters + (finite ? " finite parameters in place" : " not finite"));
      }
    }
  }
}
