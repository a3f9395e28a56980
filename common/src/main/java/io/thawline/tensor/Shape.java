package io.thawline.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The extent of a tensor along each axis; a scalar has rank 0. Immutable. */
public final class Shape {
  private final long[] dims;
  private final long elements;

  private Shape(long[] dims) {
    this.dims = dims;
    long product = 1;
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("negative dimension in " + Arrays.toString(dims));
      }
      try {
        product = Math.multiplyExact(product, dim);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("too many elements in " + Arrays.toString(dims), e);
      }
    }
    this.elements = product;
  }

  /**
   * The shape of these extents, outermost first.
   *
   * @throws IllegalArgumentException when an extent is negative or their product exceeds a long
   */
  public static Shape of(long... dims) {
    return new Shape(dims.clone());
  }

  public int rank() {
    return dims.length;
  }

  public long dim(int axis) {
    return dims[axis];
  }

  /** A copy of the extents, outermost first. */
  public long[] dims() {
    return dims.clone();
  }

  /** The number of elements: the product of the extents, 1 for a scalar. */
  public long elements() {
    return elements;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As PyTorch users read it: {@code (64, 32, 4, 4)}. */
  @Override
  public String toString() {
    return Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining(", ", "(", ")"));
  }
}
