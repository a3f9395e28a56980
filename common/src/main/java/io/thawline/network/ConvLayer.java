package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.network.Features.Form;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.LayerKind;

/** A convolution with bias, padded by half its kernel, so that stride 1 keeps the size. */
public record ConvLayer(
    @Key(help = "which layer", example = "conv") Kind kind,
    @Key(help = "channels behind it", example = "64") int out,
    @Key(help = "side of the kernel", defaultValue = "3") int kernel,
    @Key(help = "pixels from one place to the next", defaultValue = "1") int stride)
    implements LayerOptions {
  /** Which layer. */
  public enum Kind {
    CONV
  }

  public ConvLayer {
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
