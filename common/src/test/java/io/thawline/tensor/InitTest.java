package io.thawline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.thawline.tensor.TensorSpec.Role;
import org.junit.jupiter.api.Test;

class InitTest {
  private static double deviation(Init init, long... dims) {
    float[] values = Init.draw(spec("w", init, dims), 1).toFloats();
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static TensorSpec spec(String name, Init init, long... dims) {
    return new TensorSpec(
        name, DType.FLOAT32, Shape.of(dims), Role.PARAMETER, LayerKind.CONV, init, true);
  }

  @Test
  void kaimingFollowsTheInputs() {
    assertThat(deviation(new Init.Kaiming(), 64, 32, 3, 3))
        .isCloseTo(Math.sqrt(2.0 / (32 * 9)), within(2e-3));
  }

  @Test
  void xavierFollowsInputsAndOutputs() {
    assertThat(deviation(new Init.Xavier(), 256, 64))
        .isCloseTo(Math.sqrt(2.0 / (256 + 64)), within(2e-3));
  }

  @Test
  void identityHandsInputsThrough() {
    assertThat(Init.draw(spec("w", new Init.Identity(), 2, 3), 1).toFloats())
        .containsExactly(1, 0, 0, 0, 1, 0);
    float[] expected = new float[36];
    expected[4] = 1; // the middle of the kernel from input 0 to output 0
    expected[31] = 1; // and from input 1 to output 1
    assertThat(Init.draw(spec("w", new Init.Identity(), 2, 2, 3, 3), 1).toFloats())
        .containsExactly(expected);
  }

  @Test
  void weightsWithoutInputsHaveNoFan() {
    assertThatIllegalArgumentException().isThrownBy(() -> deviation(new Init.Kaiming(), 5));
  }

  @Test
  void valuesFollowFromSeedAndName() {
    TensorSpec spec = spec("a", new Init.Xavier(), 4, 4);
    TensorSpec other = spec("b", new Init.Xavier(), 4, 4);
    assertThat(Init.draw(spec, 1)).isEqualTo(Init.draw(spec, 1));
    assertThat(Init.draw(spec, 1)).isNotEqualTo(Init.draw(spec, 2));
    assertThat(Init.draw(spec, 1)).isNotEqualTo(Init.draw(other, 1));
  }
}
