package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.glyph.GlyphPair;
import io.thawline.nn.Adam;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a step allocates is free when it ends. */
class NativeMemoryTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final List<GlyphPair> BATCH = TrainFixture.pairs(16);

  @Test
  @EnabledOnOs(OS.LINUX)
  void fiveHundredStepsTakeNoMoreThanOneHundred() throws IOException {
    try (Weights weights =
        Weights.load(
            DEVICE,
            TrainFixture.LAYOUT,
            TrainFixture.state(5).network(ShardTrainer.GENERATOR),
            List.of(new ParameterGroup(1e-3, TrainFixture.parameters())))) {
      Adam adam = new Adam(OptimizerOptions.adam(1e-3), weights);
      steps(weights, adam, 100);
      long early = residentKilobytes();
      steps(weights, adam, 400);
      long late = residentKilobytes();
      System.out.printf("resident after 100 steps %d kB, after 500 %d kB%n", early, late);
      assertThat((double) late / early).isLessThan(1.05);
    }
  }

  private static void steps(Weights weights, Adam adam, int count) {
    for (int i = 0; i < count; i++) {
      try (StepScope scope = DEVICE.newStep()) {
        var outputs =
            TrainFixture.NETWORK.forward(
                weights, TrainFixture.TASK.inputs(scope, BATCH), Mode.TRAINING);
        adam.step(TrainFixture.TASK.loss(scope, outputs, BATCH));
      }
    }
  }

  /** The whole process, after the Java heap has given back what it does not use. */
  private static long residentKilobytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
