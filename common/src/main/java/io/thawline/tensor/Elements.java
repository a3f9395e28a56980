package io.thawline.tensor;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** Reads single elements of every type from a little-endian buffer. */
final class Elements {
  private static final int SCAN_WORDS = 1024;

  private Elements() {}

  /**
   * Whether no element of a floating type is NaN or infinite: its exponent is not all ones. Takes
   * eight bytes at once: the lowest bit of the exponent, added to it, carries into the sign only
   * then, and never into the next element.
   */
  static boolean areFinite(DType dtype, ByteBuffer source) {
    long signs = signs(dtype);
    long exponents = exponents(dtype);
    long lowest = signs - exponents;
    long[] words = new long[SCAN_WORDS];
    LongBuffer whole = source.asLongBuffer();
    long carried = (lastWord(source) & exponents) + lowest;
    while (whole.hasRemaining() && (carried & signs) == 0) {
      int count = Math.min(SCAN_WORDS, whole.remaining());
      whole.get(words, 0, count);
      for (int i = 0; i < count; i++) {
        carried |= (words[i] & exponents) + lowest;
      }
    }
    return (carried & signs) == 0;
  }

  /** The bytes after the last whole eight, with zeros behind them. */
  private static long lastWord(ByteBuffer source) {
    long word = 0;
    int length = source.remaining() % Long.BYTES;
    for (int i = 0; i < length; i++) {
      word |= (source.get(source.limit() - length + i) & 0xffL) << (8 * i);
    }
    return word;
  }

  private static long signs(DType dtype) {
    return switch (dtype.bytes()) {
      case 8 -> 0x8000_0000_0000_0000L;
      case 4 -> 0x8000_0000_8000_0000L;
      default -> 0x8000_8000_8000_8000L;
    };
  }

  private static long exponents(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> 0x7ff0_0000_0000_0000L;
      case FLOAT32 -> 0x7f80_0000_7f80_0000L;
      case FLOAT16 -> 0x7c00_7c00_7c00_7c00L;
      case BFLOAT16 -> 0x7f80_7f80_7f80_7f80L;
      default -> throw new IllegalArgumentException("no floating type: " + dtype.torchName());
    };
  }

  /** The next element, advancing the buffer; int64 beyond 2^53 loses its low bits. */
  static double read(DType dtype, ByteBuffer source) {
    return switch (dtype) {
      case FLOAT64 -> source.getDouble();
      case FLOAT32 -> source.getFloat();
      case FLOAT16 -> halfToFloat(source.getShort());
      case BFLOAT16 -> Float.intBitsToFloat(source.getShort() << 16);
      case INT64 -> source.getLong();
      case INT32 -> source.getInt();
      case INT16 -> source.getShort();
      case INT8 -> source.get();
      case UINT8 -> source.get() & 0xff;
      case BOOL -> source.get() == 0 ? 0 : 1;
    };
  }

  /** IEEE 754 binary16 to binary32, exactly, subnormals and NaN included. */
  static float halfToFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wideExponent = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wideExponent << 23 | fraction << 13);
  }
}
