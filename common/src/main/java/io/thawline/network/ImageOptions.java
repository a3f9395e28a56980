package io.thawline.network;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * No layers: a composed network that is all new and sees images.
 *
 * @param kind which start
 * @param channels of an image
 * @param imageSize side of the square images in pixels
 */
public record ImageOptions(
    @Key(help = "which start", example = "image") Kind kind,
    @Key(help = "channels of an image", defaultValue = "1") int channels,
    @Key(help = "side of the square images in pixels", example = "64") int imageSize)
    implements BaseOptions {
  /** Which start. */
  public enum Kind {
    IMAGE
  }

  public ImageOptions {
    List<String> problems = new ArrayList<>();
    Checks.atLeastOne(problems, "channels", channels);
    Checks.atLeastOne(problems, "image_size", imageSize);
    Checks.refuse(problems);
  }
}
