package io.thawline.nn;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thawline.errors.RunFailedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanaryTest {
  private final Device device = Device.cpu(1);

  @Test
  void everyOperationOfThisEngineIsRight() {
    Canary canary = new Canary(device);
    assertThatCode(
            () -> {
              CanaryCases.all().forEach(canary::check);
              ClassifierCases.all().forEach(canary::check);
              canary.checkDropout();
              canary.checkClipping();
              canary.checkFiniteness();
              Canary.optimizers().forEach(canary::checkOptimizer);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void wrongResultNamesTheOperationAndTheEngine() {
    CanaryCase wrong =
        new CanaryCase(
            "tanh",
            List.of(new long[] {3}),
            (scope, in) -> Layers.tanh(in.get(0)),
            in -> PlainOps.map(in[0], Math::sin));
    assertRefused(wrong, "for tanh:");
  }

  @Test
  void wrongGradientNamesTheOperationAndTheEngine() {
    CanaryCase wrong =
        new CanaryCase(
            "square",
            List.of(new long[] {3}),
            (scope, in) -> in.get(0).mul(in.get(0).stopGradient()),
            in -> PlainOps.map(in[0], x -> x * x));
    assertRefused(wrong, "for gradient of square:");
  }

  @Test
  void operationThatTheEngineRefusesIsNamed() {
    CanaryCase wrong =
        new CanaryCase(
            "bmm",
            List.of(new long[] {1, 2, 3}, new long[] {1, 2, 3}),
            (scope, in) -> Layers.batchMatMul(in.get(0), in.get(1)),
            in -> new double[0]);
    assertRefused(wrong, "for bmm:");
  }

  private void assertRefused(CanaryCase wrong, String name) {
    assertThatExceptionOfType(RunFailedException.class)
        .isThrownBy(() -> new Canary(device).check(wrong))
        .withMessageContaining(name)
        .withMessageStartingWith("PyTorch " + device.engineVersion() + " of the engine gives");
  }
}
