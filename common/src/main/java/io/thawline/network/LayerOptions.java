package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.network.Features.Form;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.LayerKind;
import java.io.Serializable;
import java.util.Locale;

/** A new layer of a composed network. */
public sealed interface LayerOptions extends ComposedLayer, Serializable {
  /** A convolution with bias, padded by half its kernel, so that stride 1 keeps the size. */
  record Conv(
      @Key(help = "which layer", example = "conv") Kind kind,
      @Key(help = "channels behind it", example = "64") int out,
      @Key(help = "side of the kernel", defaultValue = "3") int kernel,
      @Key(help = "pixels from one place to the next", defaultValue = "1") int stride)
      implements LayerOptions {
    /** Which layer. */
    public enum Kind {
      CONV
    }

    public Conv {
      NewLayers.atLeastOne("out", out);
      NewLayers.atLeastOne("kernel", kernel);
      NewLayers.atLeastOne("stride", stride);
    }

    private int padding() {
      return (kernel - 1) / 2;
    }

    @Override
    public Features behind(Features before) {
      NewLayers.require(before, "kind", "conv", Form.MAP);
      int room = before.side() + 2 * padding() - kernel;
      if (room < 0) {
        throw new IllegalArgumentException(
            "kernel is %d, too large for %s".formatted(kernel, before));
      }
      return Features.map(out, room / stride + 1);
    }

    @Override
    public void list(LayoutBuilder builder, String name, Features before) {
      builder.conv(name, before.width(), out, kernel).bias(name, LayerKind.CONV, out);
    }

    @Override
    public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
      return Layers.conv2d(
          x, weights.tensor(name + ".weight"), weights.tensor(name + ".bias"), stride, padding());
    }
  }

  /** A dense layer with bias; a map is flattened for it, and of rows each goes through it. */
  record Linear(
      @Key(help = "which layer", example = "linear") Kind kind,
      @Key(help = "numbers behind it", example = "10") int out)
      implements LayerOptions {
    /** Which layer. */
    public enum Kind {
      LINEAR
    }

    public Linear {
      NewLayers.atLeastOne("out", out);
    }

    @Override
    public Features behind(Features before) {
      if (before.size() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("kind is linear, and %s is too large".formatted(before));
      }
      return before.form() == Form.ROWS ? Features.rows(out) : Features.vector(out);
    }

    @Override
    public void list(LayoutBuilder builder, String name, Features before) {
      builder.linear(name, (int) before.size(), out);
    }

    @Override
    public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
      NDArray flat = NewLayers.isMap(x) ? x.reshape(x.getShape().get(0), -1) : x;
      return Layers.linear(flat, weights.tensor(name + ".weight"), weights.tensor(name + ".bias"));
    }
  }

  /** BatchNorm of maps; LayerNorm, epsilon 1e-5, of rows and vectors. */
  record Norm(@Key(help = "which layer", example = "norm") Kind kind) implements LayerOptions {
    private static final float EPSILON = 1e-5f;

    /** Which layer. */
    public enum Kind {
      NORM
    }

    @Override
    public Features behind(Features before) {
      return before;
    }

    @Override
    public void list(LayoutBuilder builder, String name, Features before) {
      if (before.form() == Form.MAP) {
        builder.batchNorm(name, before.width());
      } else {
        builder.layerNorm(name, before.width());
      }
    }

    @Override
    public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
      return NewLayers.isMap(x)
          ? Layers.batchNorm(x, weights, name, mode)
          : Layers.layerNorm(
              x, weights.tensor(name + ".weight"), weights.tensor(name + ".bias"), EPSILON);
    }
  }

  /** A function of each number. */
  record Activation(
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

  /** One number for several. */
  record Pool(
      @Key(help = "which layer", example = "pool") Kind kind,
      @Key(help = "max, average, global_average or first_row", defaultValue = "max")
          Function function,
      @Key(help = "side of the window of max and average", defaultValue = "2") int kernel)
      implements LayerOptions {
    /** Which layer. */
    public enum Kind {
      POOL
    }

    /** Which number stands for the others. */
    public enum Function {
      /** The largest in each window of a map. */
      MAX,
      /** The mean in each window of a map. */
      AVERAGE,
      /** The mean of each channel of a map, which leaves a vector. */
      GLOBAL_AVERAGE,
      /** Of rows the first, which leaves a vector. */
      FIRST_ROW
    }

    public Pool {
      NewLayers.atLeastOne("kernel", kernel);
    }

    @Override
    public Features behind(Features before) {
      NewLayers.require(
          before,
          "function",
          function.name().toLowerCase(Locale.ROOT),
          function == Function.FIRST_ROW ? Form.ROWS : Form.MAP);
      if (function == Function.FIRST_ROW || function == Function.GLOBAL_AVERAGE) {
        return Features.vector(before.width());
      }
      if (kernel > before.side()) {
        throw new IllegalArgumentException(
            "kernel is %d, too large for %s".formatted(kernel, before));
      }
      return Features.map(before.width(), before.side() / kernel);
    }

    @Override
    public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
      return switch (function) {
        case MAX -> Layers.maxPool2d(x, kernel, kernel, 0);
        case AVERAGE -> Layers.averagePool2d(x, kernel);
        case GLOBAL_AVERAGE -> Layers.globalAveragePool(x);
        case FIRST_ROW -> x.get(":,0");
      };
    }
  }

  /** Self-attention over the pixels of a map, as in SAGAN; without effect at first. */
  record Attention(
      @Key(help = "which layer", example = "attention") Kind kind,
      @Key(help = "what its scores are multiplied by: none, or inverse_sqrt", defaultValue = "none")
          AttentionOptions.Scaling scaling)
      implements LayerOptions {
    /** Which layer. */
    public enum Kind {
      ATTENTION
    }

    private AttentionOptions options() {
      return new AttentionOptions(
          AttentionOptions.Placement.APPEND,
          1,
          scaling,
          AttentionOptions.Start.NORMAL,
          AttentionNames.PUBLISHED);
    }

    @Override
    public Features behind(Features before) {
      NewLayers.require(before, "kind", "attention", Form.MAP);
      return before;
    }

    @Override
    public void list(LayoutBuilder builder, String name, Features before) {
      builder.selfAttention(name, before.width(), options());
    }

    @Override
    public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
      return SelfAttention.forward(x, weights, name, options());
    }
  }

  /** Dropout. */
  record Dropout(
      @Key(help = "which layer", example = "dropout") Kind kind,
      @Key(help = "probability", defaultValue = "0.5") double probability)
      implements LayerOptions {
    /** Which layer. */
    public enum Kind {
      DROPOUT
    }

    public Dropout {
      if (!(probability >= 0 && probability < 1)) {
        throw new IllegalArgumentException(
            "probability must be from 0 to below 1, got " + probability);
      }
    }

    @Override
    public Features behind(Features before) {
      return before;
    }

    @Override
    public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
      return Layers.dropout(x, probability, mode);
    }
  }
}
