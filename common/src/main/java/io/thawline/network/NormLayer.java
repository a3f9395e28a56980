package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.network.Features.Form;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;

/** BatchNorm of maps; LayerNorm, epsilon 1e-5, of rows and vectors. */
public record NormLayer(@Key(help = "which layer", example = "norm") Kind kind)
    implements LayerOptions {
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
