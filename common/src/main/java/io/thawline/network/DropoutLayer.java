package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.config.Key;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;

/** Dropout. */
public record DropoutLayer(
    @Key(help = "which layer", example = "dropout") Kind kind,
    @Key(help = "probability", defaultValue = "0.5") double probability)
    implements LayerOptions {
  /** Which layer. */
  public enum Kind {
    DROPOUT
  }

  public DropoutLayer {
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
  public boolean isRandom() {
    return probability > 0;
  }

  @Override
  public NDArray run(Weights weights, NDArray x, String name, Mode mode) {
    return Layers.dropout(x, probability, mode);
  }
}
