package io.thawline.network;

/**
 * What goes from one stage of a network to the next, of one sample.
 *
 * @param form which axes it has beside the samples'
 * @param width channels of a map; numbers of a row or of a vector
 * @param side of a map in pixels; 1 for the others
 */
public record Features(Form form, int width, int side) {
  /** Which axes there are. */
  public enum Form {
    /** [N, channels, side, side]. */
    MAP,
    /** [N, any number of rows, width]. */
    ROWS,
    /** [N, width]. */
    VECTOR
  }

  static Features map(int channels, int side) {
    return new Features(Form.MAP, channels, side);
  }

  static Features rows(int width) {
    return new Features(Form.ROWS, width, 1);
  }

  static Features vector(int width) {
    return new Features(Form.VECTOR, width, 1);
  }

  /** Numbers of a sample; of one row where there are rows. */
  long size() {
    return (long) width * side * side;
  }

  /** As an error names it, such as {@code a map of 64 channels, 8 x 8}. */
  @Override
  public String toString() {
    return switch (form) {
      case MAP -> "a map of %d channels, %d x %d".formatted(width, side, side);
      case ROWS -> "rows of " + width;
      case VECTOR -> "a vector of " + width;
    };
  }
}
