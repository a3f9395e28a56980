package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.network.Features.Form;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;

/** Self-attention over the pixels of a map, as in SAGAN; without effect at first. */
public record AttentionLayer(
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
