package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.Optimizer;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.task.FontTask;
import io.thawline.task.LoadedNetworks;
import io.thawline.task.Objective;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What a step allocates is free when it ends. In a JVM of its own, whose heap is resident from the
 * start, so that only native memory can grow.
 */
class NativeMemoryTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void fiveHundredStepsTakeNoMoreThanOneHundred() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                // the optimizing compiler takes up to 15 MB for itself while the steps warm up
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Steps.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    System.out.println(output);
    List<Long> kilobytes =
        output.lines().map(line -> Long.parseLong(line.replaceAll(" .*", ""))).toList();
    assertThat(kilobytes).hasSize(2);
    assertThat((double) kilobytes.get(1) / kilobytes.get(0)).isBetween(0.95, 1.05);
  }

  /** Prints the process's resident kilobytes after 100 and after 500 steps. */
  static final class Steps {
    private static final Device DEVICE = Device.cpu(1);
    private static final List<GlyphPair> BATCH = TrainFixture.pairs(16);

    private Steps() {}

    public static void main(String[] arguments) throws IOException {
      try (Weights weights =
          Weights.load(
              DEVICE,
              TrainFixture.LAYOUT,
              TrainFixture.state(5).network(FontTask.GENERATOR),
              List.of(new ParameterGroup(1e-3, TrainFixture.parameters())))) {
        Optimizer adam = new Optimizer(OptimizerOptions.adam(1e-3), weights);
        steps(weights, adam, 100);
        System.out.println(residentKilobytes() + " kB after 100 steps");
        steps(weights, adam, 400);
        System.out.println(residentKilobytes() + " kB after 500 steps");
      }
    }

    private static void steps(Weights weights, Optimizer adam, int count) {
      for (int i = 0; i < count; i++) {
        try (StepScope scope = DEVICE.newStep()) {
          LoadedNetworks networks =
              new LoadedNetworks(
                  TrainFixture.TASK.networks(), Map.of(FontTask.GENERATOR, weights), Mode.TRAINING);
          Objective<GlyphPair> objective = TrainFixture.TASK.objectives().get(0);
          adam.step(objective.loss().of(networks, scope, BATCH).total(), 0);
        }
      }
    }

    private static long residentKilobytes() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }
}
