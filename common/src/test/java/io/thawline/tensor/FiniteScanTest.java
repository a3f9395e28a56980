package io.thawline.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FiniteScanTest {
  @Provide
  Arbitrary<DType> floatingTypes() {
    return Arbitraries.of(DType.values()).filter(DType::isFloating);
  }

  @Property(tries = 500)
  void scanAgreesWithJavaOnAnyBits(
      @ForAll @Size(max = 41) byte[] bits, @ForAll("floatingTypes") DType dtype) {
    int elements = bits.length / dtype.bytes();
    ByteBuffer bytes = ByteBuffer.wrap(bits, 0, elements * dtype.bytes());
    HostTensor tensor = HostTensor.of(dtype, Shape.of(elements), bytes);
    ByteBuffer source = tensor.bytes();
    boolean finite = true;
    while (source.hasRemaining()) {
      finite &= Double.isFinite(Elements.read(dtype, source));
    }
    assertThat(tensor.isFinite()).isEqualTo(finite);
  }

  @Test
  void oneInfinityIsFoundWhereverItStands() {
    for (int at : new int[] {0, 1, 2046, 2047, 2048, 5000, 9998}) {
      float[] values = new float[9999];
      values[at] = Float.NEGATIVE_INFINITY;
      assertThat(HostTensor.ofFloats(Shape.of(9999), values).isFinite()).isFalse();
      values[at] = -Float.MAX_VALUE;
      assertThat(HostTensor.ofFloats(Shape.of(9999), values).isFinite()).isTrue();
    }
  }

  @Test
  void neighbouringExtremesDoNotCarryIntoEachOther() {
    ByteBuffer halves = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 8; i++) {
      halves.putShort((short) (i % 2 == 0 ? 0xfbff : 0x7bff));
    }
    assertThat(HostTensor.of(DType.FLOAT16, Shape.of(8), halves.flip()).isFinite()).isTrue();
  }
}
