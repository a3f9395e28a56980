package io.thawline.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CastTest {
  @Test
  void everyHalfSurvivesTheWayThroughFloat32() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      HostTensor half = shorts(DType.FLOAT16, bits);
      HostTensor wide = Cast.to(DType.FLOAT32).apply(half);
      if (!Float.isNaN(wide.toFloats()[0])) {
        assertThat(Cast.to(DType.FLOAT16).apply(wide)).isEqualTo(half);
      }
    }
  }

  @Test
  void tiesGoToTheEvenNeighbour() {
    assertThat(half(1 + 0x1p-11f)).isEqualTo(1);
    assertThat(half(1 + 3 * 0x1p-11f)).isEqualTo(1 + 0x1p-9f);
    assertThat(half(0x1p-25f)).as("half of the smallest subnormal").isZero();
    assertThat(half(3 * 0x1p-25f)).isEqualTo(0x1p-23f);
    assertThat(half(65519)).isEqualTo(65504);
    assertThat(bfloat(1 + 0x1p-8f)).isEqualTo(1);
    assertThat(bfloat(1 + 3 * 0x1p-8f)).isEqualTo(1 + 0x1p-6f);
  }

  /** By way of float32 this value would land on a tie, and go down. */
  @Test
  void doublesAreRoundedOnce() {
    ByteBuffer value =
        ByteBuffer.allocate(Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(0, 1 + 0x1p-11 + 0x1p-40);
    HostTensor tensor = HostTensor.of(DType.FLOAT64, Shape.of(), value);
    assertThat(Cast.to(DType.FLOAT16).apply(tensor).toFloats()).containsExactly(1 + 0x1p-10f);
  }

  @Test
  void nonFiniteValuesAndSignsStay() {
    HostTensor tensor =
        HostTensor.ofFloats(
            Shape.of(4), Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f);
    for (DType dtype : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
      assertThat(Cast.to(dtype).apply(tensor).toFloats()).containsExactly(tensor.toFloats());
    }
  }

  @Test
  void valuesThatWouldBecomeInfiniteAreRefused() {
    assertThatThrownBy(() -> half(65520))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("element 0 is 65520.0, too large for float16");
    assertThatThrownBy(() -> bfloat(-Float.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void integersStay() {
    HostTensor tensor = HostTensor.ofLongs(Shape.of(1), Long.MAX_VALUE);
    assertThat(Cast.to(DType.FLOAT16).apply(tensor)).isSameAs(tensor);
  }

  @Property
  void bfloat16IsTheNearestOfItsNeighbours(@ForAll float value) {
    if (Math.abs(value) < 3e38f) {
      float rounded = bfloat(value);
      int bits = Float.floatToRawIntBits(rounded);
      double error = Math.abs((double) value - rounded);
      double next = Float.intBitsToFloat(bits + (1 << 16));
      double previous = Float.intBitsToFloat(bits - (1 << 16));
      assertThat(bits & 0xffff).isZero();
      assertThat(error).isLessThanOrEqualTo(Math.abs(value - next));
      if (rounded != 0) {
        assertThat(error).isLessThanOrEqualTo(Math.abs(value - previous));
      }
    }
  }

  private static float half(float value) {
    return Cast.to(DType.FLOAT16).apply(HostTensor.ofFloats(Shape.of(), value)).toFloats()[0];
  }

  private static float bfloat(float value) {
    return Cast.to(DType.BFLOAT16).apply(HostTensor.ofFloats(Shape.of(), value)).toFloats()[0];
  }

  private static HostTensor shorts(DType dtype, int bits) {
    ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return HostTensor.of(dtype, Shape.of(), bytes.putShort(0, (short) bits));
  }
}
