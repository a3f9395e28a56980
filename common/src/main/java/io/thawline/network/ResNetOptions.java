package io.thawline.network;

import io.thawline.config.Key;
import java.util.List;

/**
 * Which ResNet (He et al. 2015), with the layers and keys of torchvision.
 *
 * @param depth layers with weights: 18, 34 or 50
 * @param classes the head tells apart
 * @param channels of an image
 */
public record ResNetOptions(
    @Key(help = "layers with weights: 18, 34 or 50", defaultValue = "18") int depth,
    @Key(help = "classes that the head tells apart", example = "10") int classes,
    @Key(help = "channels of an image, 1 or 3", defaultValue = "3") int channels) {
  public ResNetOptions {
    if (depth != 18 && depth != 34 && depth != 50) {
      throw new IllegalArgumentException("depth must be 18, 34 or 50, got " + depth);
    }
    if (classes < 1) {
      throw new IllegalArgumentException("classes must be at least 1, got " + classes);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, got " + channels);
    }
  }

  /** Residual blocks of each of the four stages. */
  List<Integer> blocks() {
    return depth == 18 ? List.of(2, 2, 2, 2) : List.of(3, 4, 6, 3);
  }

  /** Whether a block narrows its channels before the 3x3 convolution and widens them after. */
  boolean hasBottlenecks() {
    return depth == 50;
  }
}
