package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.glyph.GlyphPair;
import io.thawline.network.AttentionOptions;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimate is held against what the kernel saw of a JVM that did nothing but train. */
class NativeMemoryEstimateTest {
  private static final int MORE_THAN_USED = 3;

  /** Trains two steps of a network of that size and prints the growth of this process in bytes. */
  public static final class Training {
    private Training() {}

    public static void main(String[] arguments) throws Exception {
      UNetOptions options = options(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
      int batch = Integer.parseInt(arguments[2]);
      Zi2ziUNet network = new Zi2ziUNet(options);
      Map<String, HostTensor> tensors = new LinkedHashMap<>();
      network.layout().tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 1)));
      RoundState state =
          new RoundState(
              Map.of(FontTask.GENERATOR, NetworkState.untrained(StateDict.of(tensors))),
              Position.START,
              1);
      List<String> all = network.layout().parameters().stream().map(TensorSpec::name).toList();
      long before = mostResident();
      new ShardTrainer<>(
              new FontTask(options), Map.of(FontTask.GENERATOR, OptimizerOptions.adam(1e-3)), batch)
          .train(
              Device.cpu(1),
              state,
              Map.of(FontTask.GENERATOR, List.of(new ParameterGroup(1e-3, all))),
              Round.epoch(1),
              pairs(options.imageSize(), 2 * batch),
              Map.of(),
              () -> false)
          .close();
      System.out.println(mostResident() - before);
    }

    private static List<GlyphPair> pairs(int side, int count) {
      List<GlyphPair> pairs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        pairs.add(new GlyphPair("id-" + i, "x", 0, new byte[side * side], new byte[side * side]));
      }
      return pairs;
    }

    private static long mostResident() throws Exception {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    }
  }

  private static UNetOptions options(int side, int baseChannels) {
    return new UNetOptions(
        UNetOptions.Kind.ZI2ZI_UNET, side, 1, baseChannels, 2, 16, AttentionOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource({"16, 4, 4", "64, 16, 64", "128, 16, 32"})
  void estimateCoversWhatTrainingUsesWithoutWaste(int side, int baseChannels, int batch)
      throws Exception {
    long used = used(side, baseChannels, batch);
    long estimate =
        NativeMemory.bytes(List.of(new Zi2ziUNet(options(side, baseChannels))), batch, batch, 1);
    assertThat(estimate).isBetween(used, MORE_THAN_USED * used);
  }

  /** With a heap that is all there from the start, only native memory grows. */
  private static long used(int side, int baseChannels, int batch) throws Exception {
    Process training =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms700m",
                "-Xmx700m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName(),
                Integer.toString(side),
                Integer.toString(baseChannels),
                Integer.toString(batch))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed =
        new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(training.waitFor()).isZero();
    return Long.parseLong(printed);
  }
}
