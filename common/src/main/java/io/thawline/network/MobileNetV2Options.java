package io.thawline.network;

import io.thawline.config.Key;

/**
 * MobileNetV2 (Sandler et al. 2018) of width 1, with the layers and keys of torchvision.
 *
 * @param classes the head tells apart
 * @param channels of an image
 * @param dropout before the head, a probability
 */
public record MobileNetV2Options(
    @Key(help = "classes that the head tells apart", example = "10") int classes,
    @Key(help = "channels of an image, 1 or 3", defaultValue = "3") int channels,
    @Key(help = "probability of dropout before the head", defaultValue = "0.2") double dropout) {
  public MobileNetV2Options {
    if (classes < 1) {
      throw new IllegalArgumentException("classes must be at least 1, got " + classes);
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, got " + channels);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be from 0 to below 1, got " + dropout);
    }
  }
}
