package io.thawline.transfer;

import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Brings a tensor of another shape into the model's, where a rule and the shapes allow it. */
final class Adaptation {
  private static final Set<LayerKind> TABLES = EnumSet.of(LayerKind.EMBEDDING, LayerKind.LINEAR);
  private static final int GREY = 1;
  private static final int COLOURS = 3;

  private Adaptation() {}

  /** Why a rule cannot bring a shape into the model's; empty when it can. */
  static Optional<String> obstacle(OnMismatch rule, Shape from, TensorSpec spec) {
    if (rule == OnMismatch.REINIT) {
      return Optional.empty();
    }
    Shape to = spec.shape();
    if (from.elements() == to.elements()) {
      return Optional.of("as many numbers in another shape are never reshaped");
    }
    return switch (rule) {
      case COPY_OVERLAP ->
          unless(from.rank() == to.rank(), "copy_overlap needs shapes of as many axes");
      case ADAPT_INPUT ->
          unless(
              spec.layer() == LayerKind.CONV
                  && differOnlyAt(1, from, to)
                  && isGreyOrColour(from, to),
              "adapt_input is for convolutions of 1 and 3 input channels");
      case INTERPOLATE ->
          unless(
              isTable(from) && isTable(to) && differOnlyAt(to.rank() - 2, from, to),
              "interpolate is for tables (rows, width) of one width");
      case RESIZE_ROWS ->
          unless(
              TABLES.contains(spec.layer()) && differOnlyAt(0, from, to) && from.dim(0) < to.dim(0),
              "resize_rows is for embeddings and heads that get more rows of the same width");
      case FAIL, REINIT -> Optional.of("");
    };
  }

  /** The first rule that brings a shape into the model's, keeping the most. */
  static OnMismatch suitable(Shape from, TensorSpec spec) {
    return Stream.of(OnMismatch.ADAPT_INPUT, OnMismatch.RESIZE_ROWS)
        .filter(rule -> obstacle(rule, from, spec).isEmpty())
        .findFirst()
        .orElse(OnMismatch.REINIT);
  }

  private static Optional<String> unless(boolean fits, String obstacle) {
    return fits ? Optional.empty() : Optional.of(obstacle);
  }

  private static boolean differOnlyAt(int axis, Shape from, Shape to) {
    if (from.rank() != to.rank() || axis < 0 || axis >= to.rank()) {
      return false;
    }
    long[] dims = from.dims();
    dims[axis] = to.dim(axis);
    return Arrays.equals(dims, to.dims());
  }

  private static boolean isGreyOrColour(Shape from, Shape to) {
    return (from.dim(1) == GREY && to.dim(1) == COLOURS)
        || (from.dim(1) == COLOURS && to.dim(1) == GREY);
  }

  private static boolean isTable(Shape shape) {
    return (shape.rank() == 2 || (shape.rank() == 3 && shape.dim(0) == 1)) && shape.elements() > 0;
  }

  /**
   * The tensor in the model's shape.
   *
   * @param rule one without an {@link #obstacle}
   */
  static HostTensor adapt(OnMismatch rule, HostTensor source, TensorSpec spec, long seed) {
    return switch (rule) {
      case ADAPT_INPUT -> HostTensor.ofFloats(spec.shape(), adaptInput(source, spec.shape()));
      case INTERPOLATE -> HostTensor.ofFloats(spec.shape(), interpolate(source, spec.shape()));
      case COPY_OVERLAP, RESIZE_ROWS -> copyOverlap(source, Init.draw(spec, seed));
      case FAIL, REINIT -> Init.draw(spec, seed);
    };
  }

  private static float[] adaptInput(HostTensor source, Shape to) {
    float[] from = source.toFloats();
    int kernel = Math.toIntExact(to.elements() / (to.dim(0) * to.dim(1)));
    int channels = Math.toIntExact(to.dim(1));
    float[] adapted = new float[Math.toIntExact(to.elements())];
    for (int i = 0; i < adapted.length; i++) {
      int output = i / (channels * kernel);
      int at = i % kernel;
      if (channels == COLOURS) {
        adapted[i] = from[output * kernel + at] / COLOURS;
      } else {
        int first = output * COLOURS * kernel + at;
        adapted[i] =
            (float) ((double) from[first] + from[first + kernel] + from[first + 2 * kernel]);
      }
    }
    return adapted;
  }

  /** Rows are taken at their middles, as PyTorch's linear interpolation without aligned corners. */
  private static float[] interpolate(HostTensor source, Shape to) {
    float[] from = source.toFloats();
    int width = Math.toIntExact(to.dim(to.rank() - 1));
    int newRows = Math.toIntExact(to.dim(to.rank() - 2));
    int oldRows = from.length / width;
    float[] adapted = new float[newRows * width];
    for (int row = 0; row < newRows; row++) {
      double at = Math.max(0, (row + 0.5) * oldRows / newRows - 0.5);
      int above = Math.min((int) at, oldRows - 1);
      int below = Math.min(above + 1, oldRows - 1);
      double share = at - above;
      for (int column = 0; column < width; column++) {
        double upper = from[above * width + column];
        double lower = from[below * width + column];
        adapted[row * width + column] = (float) (upper + share * (lower - upper));
      }
    }
    return adapted;
  }

  private static HostTensor copyOverlap(HostTensor source, HostTensor fresh) {
    float[] from = source.toFloats();
    float[] to = fresh.toFloats();
    copy(from, source.shape(), 0, to, fresh.shape(), 0, 0);
    return HostTensor.ofFloats(fresh.shape(), to);
  }

  private static void copy(
      float[] from, Shape fromShape, int fromAt, float[] to, Shape toShape, int toAt, int axis) {
    int count = Math.toIntExact(Math.min(fromShape.dim(axis), toShape.dim(axis)));
    if (axis == toShape.rank() - 1) {
      System.arraycopy(from, fromAt, to, toAt, count);
      return;
    }
    int fromStride = stride(fromShape, axis);
    int toStride = stride(toShape, axis);
    for (int i = 0; i < count; i++) {
      copy(from, fromShape, fromAt + i * fromStride, to, toShape, toAt + i * toStride, axis + 1);
    }
  }

  private static int stride(Shape shape, int axis) {
    long stride = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      stride *= shape.dim(i);
    }
    return Math.toIntExact(stride);
  }

  /** How many of the model's numbers are the checkpoint's, once adapted. */
  static long taken(OnMismatch rule, Shape from, Shape to) {
    if (rule == OnMismatch.ADAPT_INPUT || rule == OnMismatch.INTERPOLATE) {
      return to.elements();
    }
    long taken = 1;
    for (int axis = 0; axis < to.rank(); axis++) {
      taken *= Math.min(from.dim(axis), to.dim(axis));
    }
    return taken;
  }
}
