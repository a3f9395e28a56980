package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;

/** A function of each number. */
public record ActivationLayer(
    @Key(help = "which layer", example = "activation") Kind kind,
    @Key(help = "relu, leaky_relu, relu6, gelu or tanh", defaultValue = "relu") Function function)
    implements LayerOptions {
  private static final float SLOPE = 0.01f;

  /** Which layer. */
  public enum Kind {
    ACTIVATION
  }

  /** Which function; the slope of the leaky one is PyTorch's 0.01. */
  public enum Function {
    RELU,
    LEAKY_RELU,
    RELU6,
    GELU,
    TANH
  }

  @Override
  public Features behind(Features before) {
    return before;
  }

  @Override
  public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
    return switch (function) {
      case RELU -> Layers.relu(x);
      case LEAKY_RELU -> Layers.leakyRelu(x, SLOPE);
      case RELU6 -> Layers.relu6(x);
      case GELU -> Layers.gelu(x);
      case TANH -> Layers.tanh(x);
    };
  }
}
