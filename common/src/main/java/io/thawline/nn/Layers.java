package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.SparseFormat;

/**
 * Layers as functions, with the numbers of {@code torch.nn.functional}. Images are [N, C, H, W].
 * Results belong to the scope of the first argument, which therefore is never a weight.
 */
public final class Layers {
  private Layers() {}

  private static OpLibrary ops() {
    return EngineLoader.loaded().ops();
  }

  /** Convolution without bias; weight [out, in, k, k]. */
  public static NDArray conv2d(NDArray x, NDArray weight, int stride, int padding) {
    return ops().call(Op.CONV2D, x, weight, ops().constant(stride, padding));
  }

  /** Convolution; weight [out, in, k, k], bias [out]. */
  public static NDArray conv2d(NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
    return ops().call(Op.CONV2D_BIAS, x, weight, bias, ops().constant(stride, padding));
  }

  /** Transposed convolution without bias; weight [in, out, k, k]. */
  public static NDArray convTranspose2d(NDArray x, NDArray weight, int stride, int padding) {
    return ops().call(Op.CONV_TRANSPOSE2D, x, weight, ops().constant(stride, padding));
  }

  /** Transposed convolution; weight [in, out, k, k], bias [out]. */
  public static NDArray convTranspose2d(
      NDArray x, NDArray weight, NDArray bias, int stride, int padding) {
    return ops().call(Op.CONV_TRANSPOSE2D_BIAS, x, weight, bias, ops().constant(stride, padding));
  }

  /**
   * BatchNorm2d over the tensors {@code prefix.weight}, {@code .bias}, {@code .running_mean},
   * {@code .running_var}, {@code .num_batches_tracked}: momentum 0.1, epsilon 1e-5. A layer whose
   * weight is frozen keeps and uses its running statistics in training too, for it would drift
   * otherwise.
   */
  public static NDArray batchNorm(NDArray x, Weights weights, String prefix, Mode mode) {
    boolean batchStatistics = mode == Mode.TRAINING && weights.isMoving(prefix);
    if (batchStatistics) {
      weights.countBatch(prefix);
    }
    return batchNorm(
        x,
        weights.tensor(prefix + ".weight"),
        weights.tensor(prefix + ".bias"),
        weights.tensor(prefix + ".running_mean"),
        weights.tensor(prefix + ".running_var"),
        batchStatistics);
  }

  static NDArray batchNorm(
      NDArray x,
      NDArray weight,
      NDArray bias,
      NDArray mean,
      NDArray variance,
      boolean batchStatistics) {
    NDArray flag = ops().constant(batchStatistics ? 1 : 0);
    return ops().call(Op.BATCH_NORM, x, weight, bias, mean, variance, flag);
  }

  /** Rows of a table [rows, width] by index: int64 [N] to [N, width]. */
  public static NDArray embedding(NDArray indices, NDArray table) {
    return indices
        .getNDArrayInternal()
        .embedding(indices, table, SparseFormat.DENSE)
        .singletonOrThrow();
  }

  public static NDArray relu(NDArray x) {
    return x.getNDArrayInternal().relu();
  }

  /** x where positive, {@code slope} * x elsewhere. */
  public static NDArray leakyRelu(NDArray x, float slope) {
    return x.getNDArrayInternal().leakyRelu(slope);
  }

  public static NDArray tanh(NDArray x) {
    return x.tanh();
  }

  /** Softmax over the last axis. */
  public static NDArray softmax(NDArray x) {
    return x.softmax(-1);
  }

  /** Matrix products of a batch: [N, a, b] and [N, b, c] to [N, a, c]. */
  public static NDArray batchMatMul(NDArray x, NDArray y) {
    return x.batchMatMul(y);
  }

  /** Puts two arrays side by side along the channels. */
  public static NDArray concatChannels(NDArray x, NDArray y) {
    return NDArrays.concat(new NDList(x, y), 1);
  }
}
