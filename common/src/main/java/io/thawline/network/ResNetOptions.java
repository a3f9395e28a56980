package io.thawline.network;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * Which ResNet (He et al. 2015), with the layers and keys of torchvision.
 *
 * @param kind which one, by its layers with weights
 * @param classes the head tells apart
 * @param channels of an image
 * @param imageSize side of the square images in pixels; the weights fit any
 */
public record ResNetOptions(
    @Key(help = "resnet18, resnet34 or resnet50", example = "resnet18") Kind kind,
    @Key(help = "classes that the head tells apart", example = "10") int classes,
    @Key(help = "channels of an image, 1 or 3", defaultValue = "3") int channels,
    @Key(help = "side of the square images in pixels", defaultValue = "224") int imageSize)
    implements NetworkOptions {
  /** Which one. */
  public enum Kind {
    RESNET18,
    RESNET34,
    RESNET50
  }

  public ResNetOptions {
    List<String> problems = new ArrayList<>();
    Checks.atLeastOne(problems, "classes", classes);
    Checks.channels(problems, channels);
    Checks.atLeastOne(problems, "image_size", imageSize);
    Checks.refuse(problems);
  }

  @Override
  public ResNet network() {
    return new ResNet(this);
  }

  /** Residual blocks of each of the four stages. */
  List<Integer> blocks() {
    return kind == Kind.RESNET18 ? List.of(2, 2, 2, 2) : List.of(3, 4, 6, 3);
  }

  /** Whether a block narrows its channels before the 3x3 convolution and widens them after. */
  boolean hasBottlenecks() {
    return kind == Kind.RESNET50;
  }
}
