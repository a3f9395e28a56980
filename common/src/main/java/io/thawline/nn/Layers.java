package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
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
    return conv2d(x, weight, stride, padding, 1);
  }

  /** Convolution without bias in groups of channels; weight [out, in / groups, k, k]. */
  public static NDArray conv2d(NDArray x, NDArray weight, int stride, int padding, int groups) {
    return ops().call(Op.CONV2D, x, weight, ops().constant(stride, padding, groups));
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
      weights.countBatch(prefix, x.size() / x.getShape().get(1));
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

  /** x between 0 and 6; no gradient passes at either end. */
  public static NDArray relu6(NDArray x) {
    return ops().call(Op.RELU6, x);
  }

  /** x times the probability that a normal variable is below x, by the error function. */
  public static NDArray gelu(NDArray x) {
    return x.getNDArrayInternal().gelu();
  }

  /** The largest value under each position of a square window: [N, C, H, W]. */
  public static NDArray maxPool2d(NDArray x, int kernel, int stride, int padding) {
    return x.getNDArrayInternal().maxPool(square(kernel), square(stride), square(padding), false);
  }

  /** The mean of each square window, windows side by side: [N, C, H, W]. */
  public static NDArray averagePool2d(NDArray x, int kernel) {
    return x.getNDArrayInternal().avgPool(square(kernel), square(kernel), square(0), false, true);
  }

  private static Shape square(int side) {
    return new Shape(side, side);
  }

  /** The mean of each channel: [N, C, H, W] to [N, C]. */
  public static NDArray globalAveragePool(NDArray x) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {2});
  }

  /** x times the weight transposed, and bias: x [..., in], weight [out, in], bias [out]. */
  public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
  }

  /** Normalisation over the last axis; weight and bias [width]. */
  public static NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, float epsilon) {
    Shape width = new Shape(weight.getShape().get(0));
    return x.getNDArrayInternal().layerNorm(x, width, weight, bias, epsilon).singletonOrThrow();
  }

  /**
   * In training, zero with that probability and divided by the rest of it otherwise (Srivastava et
   * al. 2014), by the engine's random generator, which {@link Device#newStep(long)} seeds; in
   * evaluation, x.
   */
  public static NDArray dropout(NDArray x, double probability, Mode mode) {
    return mode == Mode.TRAINING && probability > 0
        ? ops().call(Op.DROPOUT, x, scalar(x, probability))
        : x;
  }

  /**
   * The mean over the labels of how unlikely the logits make them; a label of -100 does not count.
   *
   * @param logits [N, classes]
   * @param labels int64 [N]
   * @param classWeights how much a label of each class counts, [classes]
   * @param smoothing the share of each label that is spread over all classes, 0 to 1
   */
  public static NDArray crossEntropy(
      NDArray logits, NDArray labels, NDArray classWeights, double smoothing) {
    return ops().call(Op.CROSS_ENTROPY, logits, labels, classWeights, scalar(logits, smoothing));
  }

  /**
   * The mean binary cross-entropy of logits.
   *
   * @param targets of the logits' shape, 0 to 1
   */
  public static NDArray binaryCrossEntropy(NDArray logits, NDArray targets) {
    return ops().call(Op.BINARY_CROSS_ENTROPY, logits, targets);
  }

  private static NDArray scalar(NDArray beside, double value) {
    return beside.getManager().create(value);
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
