package io.thawline.checkpoint;

import io.thawline.tensor.Shape;

/**
 * A tensor as a matrix whose rows run along one axis, and whose columns are all other axes in
 * order.
 *
 * @param rows length of the axis
 * @param before how many elements the axes before it have
 * @param behind how many elements the axes behind it have
 */
record AxisView(int rows, int before, int behind) {
  static AxisView of(Shape shape, int axis) {
    int before = 1;
    int behind = 1;
    for (int other = 0; other < shape.rank(); other++) {
      int length = Math.toIntExact(shape.dim(other));
      before *= other < axis ? length : 1;
      behind *= other > axis ? length : 1;
    }
    return new AxisView(Math.toIntExact(shape.dim(axis)), before, behind);
  }

  int columns() {
    return before * behind;
  }

  /** Where in row-major order the element of that row and column lies. */
  int index(int row, int column) {
    return (column / behind * rows + row) * behind + column % behind;
  }
}
