package io.thawline.nn;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizerOptionsTest {
  private static void assertRefused(
      String message, double lr, List<Double> betas, double eps, double decay, double clip) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new OptimizerOptions(OptimizerOptions.Kind.ADAM, lr, betas, eps, decay, 0, clip))
        .withMessage(message);
  }

  @Test
  void impossibleValuesAreRefusedWithARemedy() {
    List<Double> betas = List.of(0.9, 0.999);
    assertRefused("lr must be above 0, got -1.0: write for example 1e-3", -1, betas, 1e-8, 0, 0);
    assertRefused(
        "lr must be above 0, got NaN: write for example 1e-3", Double.NaN, betas, 1e-8, 0, 0);
    assertRefused(
        "betas must be two numbers, got [0.9]: write for example [0.9, 0.999]",
        1,
        List.of(0.9),
        1e-8,
        0,
        0);
    assertRefused(
        "betas must be at least 0 and below 1, got [0.9, 1.0]: write for example [0.9, 0.999]",
        1,
        List.of(0.9, 1.0),
        1e-8,
        0,
        0);
    assertRefused("eps must be above 0, got 0.0: write for example 1e-8", 1, betas, 0, 0, 0);
    assertRefused(
        "weight_decay must be at least 0, got -0.1: write for example 0.01",
        1,
        betas,
        1e-8,
        -0.1,
        0);
    assertRefused(
        "clip_norm must be at least 0, got -1.0: write for example 1.0", 1, betas, 1e-8, 0, -1);
  }

  @Test
  void momentumIsForGradientDescentAlone() {
    List<Double> betas = List.of(0.9, 0.999);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new OptimizerOptions(OptimizerOptions.Kind.ADAM, 1, betas, 1e-8, 0, 0.9, 0))
        .withMessageStartingWith("momentum is for kind sgd");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptimizerOptions.sgd(1, 1))
        .withMessageStartingWith("momentum must be at least 0 and below 1, got 1.0");
  }
}
