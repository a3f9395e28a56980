package io.thawline.tensor;

import java.nio.ByteBuffer;

/** Reads single elements of every type from a little-endian buffer. */
final class Elements {
  private Elements() {}

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
