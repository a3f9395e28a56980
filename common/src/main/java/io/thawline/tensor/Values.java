package io.thawline.tensor;

import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/**
 * The values of a tensor one after another in row-major order, whatever its type; int64 beyond 2^53
 * loses its low bits.
 */
public final class Values implements PrimitiveIterator.OfDouble {
  private final DType dtype;
  private final ByteBuffer bytes;

  private Values(DType dtype, ByteBuffer bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  public static Values of(HostTensor tensor) {
    return new Values(tensor.dtype(), tensor.bytes());
  }

  @Override
  public boolean hasNext() {
    return bytes.hasRemaining();
  }

  @Override
  public double nextDouble() {
    if (!bytes.hasRemaining()) {
      throw new NoSuchElementException();
    }
    return Elements.read(dtype, bytes);
  }
}
