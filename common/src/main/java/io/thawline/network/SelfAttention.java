package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Layers;
import io.thawline.nn.Weights;

/**
 * Self-attention over the pixels of a map, as in SAGAN (Zhang et al. 2019): {@code gamma *
 * attention(x) + x}. Gamma starts at 0, so a network computes what it did before the layer was
 * added. Scores are divided by the root of the queries' width only by choice; the original does
 * not.
 */
final class SelfAttention {
  private static final int REDUCTION = 8;

  private SelfAttention() {}

  /** Channels of queries and keys. */
  static int innerChannels(int channels) {
    return Math.max(1, channels / REDUCTION);
  }

  /** x [N, C, H, W] to the same shape. */
  static NDArray forward(NDArray x, Weights weights, String name, AttentionOptions options) {
    AttentionNames names = options.names();
    NDArray queries = pixels(x, weights, name + "." + names.query()).transpose(0, 2, 1);
    NDArray keys = pixels(x, weights, name + "." + names.key());
    NDArray scores = Layers.batchMatMul(queries, keys);
    double scale = options.scale(Math.toIntExact(keys.getShape().get(1)));
    NDArray attention = Layers.softmax(scale == 1 ? scores : scores.mul((float) scale));
    NDArray values = pixels(x, weights, name + "." + names.value());
    NDArray mixed = Layers.batchMatMul(values, attention.transpose(0, 2, 1));
    return mixed.reshape(x.getShape()).mul(weights.tensor(name + "." + names.gamma())).add(x);
  }

  /** A pointwise convolution, flattened to [N, channels, pixels]. */
  private static NDArray pixels(NDArray x, Weights weights, String name) {
    NDArray map =
        Layers.conv2d(x, weights.tensor(name + ".weight"), weights.tensor(name + ".bias"), 1, 0);
    return map.reshape(map.getShape().get(0), map.getShape().get(1), -1);
  }
}
