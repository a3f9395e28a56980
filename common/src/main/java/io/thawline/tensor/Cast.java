package io.thawline.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts floating tensors to another floating type, rounding to nearest, ties to even. */
public final class Cast {
  private static final Cast NONE = to(DType.FLOAT32);

  private final DType target;
  private final int fractionBits;
  private final int bias;

  private Cast(DType target, int fractionBits, int bias) {
    this.target = target;
    this.fractionBits = fractionBits;
    this.bias = bias;
  }

  /**
   * The cast to a type of at most 32 bits.
   *
   * @throws IllegalArgumentException for any type but float32, float16 and bfloat16
   */
  public static Cast to(DType target) {
    return switch (target) {
      case FLOAT32 -> new Cast(target, 23, 127);
      case FLOAT16 -> new Cast(target, 10, 15);
      case BFLOAT16 -> new Cast(target, 7, 127);
      default -> throw new IllegalArgumentException("no cast to " + target.torchName());
    };
  }

  /** The cast that leaves every tensor as it is. */
  public static Cast none() {
    return NONE;
  }

  /** The type that a tensor has after the cast. */
  public DType dtypeOf(HostTensor tensor) {
    return this != NONE && tensor.dtype().isFloating() ? target : tensor.dtype();
  }

  /**
   * The tensor in the target type: itself when it is of that type, or of no floating type. NaN and
   * infinities stay what they are.
   *
   * @throws ArithmeticException when a finite value is too large for the target, saying which
   */
  public HostTensor apply(HostTensor tensor) {
    if (tensor.dtype() == dtypeOf(tensor)) {
      return tensor;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(tensor.shape().elements() * target.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    Values values = Values.of(tensor);
    for (long element = 0; values.hasNext(); element++) {
      put(values.nextDouble(), element, bytes);
    }
    return HostTensor.of(target, tensor.shape(), bytes.flip());
  }

  private void put(double value, long element, ByteBuffer bytes) {
    int bits = round(value);
    int magnitude = bits & (Integer.MAX_VALUE >>> (Integer.SIZE - target.bytes() * Byte.SIZE));
    if (magnitude == infinity() && !Double.isInfinite(value)) {
      throw new ArithmeticException(
          "element %d is %s, too large for %s".formatted(element, value, target.torchName()));
    }
    if (target == DType.FLOAT32) {
      bytes.putInt(bits);
    } else {
      bytes.putShort((short) bits);
    }
  }

  /** The bits of infinity, without the sign, at the target's own width. */
  private int infinity() {
    return (2 * bias + 1) << fractionBits;
  }

  /**
   * The nearest value's bits, straight from the double: a step by way of float32 would round twice.
   * Powers of two scale exactly, so that {@code rint} is the only rounding. Beyond the largest
   * finite value the fraction carries into the exponent and gives infinity.
   */
  private int round(double value) {
    int sign = (Double.doubleToRawLongBits(value) < 0 ? 1 : 0) << (target.bytes() * 8 - 1);
    double magnitude = Math.abs(value);
    if (Double.isNaN(value)) {
      return sign | infinity() | 1 << (fractionBits - 1);
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
    if (exponent > bias) {
      return sign | infinity();
    }
    int significand = (int) Math.rint(magnitude * power(fractionBits - exponent));
    return sign | (significand + ((exponent + bias - 1) << fractionBits));
  }

  /** Two to an exponent within a double's normal range. */
  private static double power(int exponent) {
    return Double.longBitsToDouble((exponent + 1023L) << 52);
  }
}
