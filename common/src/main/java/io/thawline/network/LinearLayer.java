package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.network.Features.Form;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;

/** A dense layer with bias; a map is flattened for it, and of rows each goes through it. */
public record LinearLayer(
    @Key(help = "which layer", example = "linear") Kind kind,
    @Key(help = "numbers behind it", example = "10") int out)
    implements LayerOptions {
  /** Which layer. */
  public enum Kind {
    LINEAR
  }

  public LinearLayer {
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
