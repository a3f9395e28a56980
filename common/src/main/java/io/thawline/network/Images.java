package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import java.util.Map;

/** What networks that classify images have in common: the names of their inputs and outputs. */
public final class Images {
  /** float32 [N, channels, height, width]. */
  public static final String IMAGE = "image";

  /** float32 [N, classes]. */
  public static final String LOGITS = "logits";

  private Images() {}

  static NDArray input(Map<String, NDArray> inputs) {
    return Inputs.require(inputs, IMAGE);
  }

  /** A convolution of {@code conv.weight} and the norm behind it. */
  static NDArray normed(
      Weights weights, Mode mode, NDArray x, String conv, String norm, Geometry geometry) {
    NDArray weight = weights.tensor(conv + ".weight");
    int padding = Math.toIntExact((weight.getShape().get(2) - 1) / 2);
    NDArray y = Layers.conv2d(x, weight, geometry.stride(), padding, geometry.groups());
    return Layers.batchNorm(y, weights, norm, mode);
  }

  /** Of a convolution that keeps the size but for its stride. */
  record Geometry(int stride, int groups) {
    static Geometry stride(int stride) {
      return new Geometry(stride, 1);
    }
  }
}
