package io.thawline.network;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNetV2 (Sandler et al. 2018) of width 1, with the layers and keys of torchvision.
 *
 * @param kind which network
 * @param classes the head tells apart
 * @param channels of an image
 * @param imageSize side of the square images in pixels; the weights fit any
 * @param dropout before the head, a probability
 */
public record MobileNetV2Options(
    @Key(help = "which network", example = "mobilenet_v2") Kind kind,
    @Key(help = "classes that the head tells apart", example = "10") int classes,
    @Key(help = "channels of an image, 1 or 3", defaultValue = "3") int channels,
    @Key(help = "side of the square images in pixels", defaultValue = "224") int imageSize,
    @Key(help = "probability of dropout before the head", defaultValue = "0.2") double dropout)
    implements NetworkOptions {
  /** Which network. */
  public enum Kind {
    MOBILENET_V2
  }

  public MobileNetV2Options {
    List<String> problems = new ArrayList<>();
    Checks.atLeastOne(problems, "classes", classes);
    Checks.channels(problems, channels);
    Checks.atLeastOne(problems, "image_size", imageSize);
    Checks.probability(problems, "dropout", dropout);
    Checks.refuse(problems);
  }

  @Override
  public MobileNetV2 network() {
    return new MobileNetV2(this);
  }
}
