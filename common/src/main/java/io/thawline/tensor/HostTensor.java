package io.thawline.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * A dense tensor in host memory: contiguous, row-major, little-endian. Immutable; at most 2 GiB.
 * Its memory may be that of a mapped file, which then must not change while the tensor is used.
 */
public final class HostTensor {
  private final DType dtype;
  private final Shape shape;
  private final ByteBuffer bytes;

  private HostTensor(DType dtype, Shape shape, ByteBuffer bytes) {
    this.dtype = dtype;
    this.shape = shape;
    this.bytes = bytes;
  }

  /**
   * A tensor over the remaining bytes of a buffer, which is not copied and must not change later.
   *
   * @throws IllegalArgumentException when the buffer does not hold exactly the shape's elements
   */
  public static HostTensor of(DType dtype, Shape shape, ByteBuffer contents) {
    if (contents.remaining() != shape.elements() * dtype.bytes()) {
      throw new IllegalArgumentException(
          "%s of %s needs %d bytes, got %d"
              .formatted(
                  shape,
                  dtype.torchName(),
                  shape.elements() * dtype.bytes(),
                  contents.remaining()));
    }
    return new HostTensor(dtype, shape, contents.slice().asReadOnlyBuffer());
  }

  /** A float32 tensor of these values in row-major order. */
  public static HostTensor ofFloats(Shape shape, float... values) {
    ByteBuffer buffer = allocate(values.length * (long) Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return of(DType.FLOAT32, shape, buffer);
  }

  /** An int64 tensor of these values in row-major order. */
  public static HostTensor ofLongs(Shape shape, long... values) {
    ByteBuffer buffer = allocate(values.length * (long) Long.BYTES);
    buffer.asLongBuffer().put(values);
    return of(DType.INT64, shape, buffer);
  }

  private static ByteBuffer allocate(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** The contents, read-only, little-endian, from position 0; each call gives its own position. */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  public int byteCount() {
    return bytes.remaining();
  }

  /** The values as floats, rounded to nearest where the type is wider than float32. */
  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(shape.elements())];
    if (dtype == DType.FLOAT32) {
      bytes().asFloatBuffer().get(values);
      return values;
    }
    ByteBuffer source = bytes();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Elements.read(dtype, source);
    }
    return values;
  }

  /**
   * The values as longs.
   *
   * @throws IllegalStateException for a floating type
   */
  public long[] toLongs() {
    if (dtype.isFloating()) {
      throw new IllegalStateException("not an integer tensor: " + dtype.torchName());
    }
    long[] values = new long[Math.toIntExact(shape.elements())];
    if (dtype == DType.INT64) {
      bytes().asLongBuffer().get(values);
      return values;
    }
    ByteBuffer source = bytes();
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Elements.read(dtype, source);
    }
    return values;
  }

  /** This tensor as float32: itself when it is that already. */
  public HostTensor toFloat32() {
    return dtype == DType.FLOAT32 ? this : ofFloats(shape, toFloats());
  }

  /** Whether no element is NaN or infinite; always true for integers. */
  public boolean isFinite() {
    if (!dtype.isFloating()) {
      return true;
    }
    return Elements.areFinite(dtype, bytes());
  }

  /** CRC-32 of the contents. */
  public long crc32() {
    CRC32 crc = new CRC32();
    crc.update(bytes());
    return crc.getValue();
  }

  /** Whether both hold the same type, shape and bits (so a NaN equals itself). */
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true; // frozen tensors are compared every round, and may be large
    }
    return other instanceof HostTensor tensor
        && dtype == tensor.dtype
        && shape.equals(tensor.shape)
        && bytes.equals(tensor.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + dtype.hashCode();
  }

  @Override
  public String toString() {
    return dtype.torchName() + shape;
  }
}
