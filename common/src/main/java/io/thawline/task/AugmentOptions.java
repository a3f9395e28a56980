package io.thawline.task;

import io.thawline.config.Key;
import java.io.Serializable;

/**
 * How images are changed at random while training; anew each time one is trained on.
 *
 * @param horizontalFlip probability of turning left and right around
 * @param cropPadding pixels that an image is widened by on each side, before a square of its own
 *     size is cut out anywhere
 * @param cropFill what it is widened with, 0 (black) to 255 (white)
 */
public record AugmentOptions(
    @Key(help = "probability of turning left and right around", defaultValue = "0")
        double horizontalFlip,
    @Key(
            help = "pixels to widen an image by on each side before its size is cut out anywhere",
            defaultValue = "0",
            example = "4")
        int cropPadding,
    @Key(help = "what it is widened with, 0 (black) to 255 (white)", defaultValue = "0")
        int cropFill)
    implements Serializable {
  private static final int WHITE = 255;

  public AugmentOptions {
    if (!(horizontalFlip >= 0 && horizontalFlip <= 1)) {
      throw new IllegalArgumentException(
          "horizontal_flip must be from 0 to 1, got %s: write for example 0.5"
              .formatted(horizontalFlip));
    }
    if (cropPadding < 0) {
      throw new IllegalArgumentException("crop_padding must be 0 or more, got " + cropPadding);
    }
    if (cropFill < 0 || cropFill > WHITE) {
      throw new IllegalArgumentException("crop_fill must be from 0 to 255, got " + cropFill);
    }
  }

  /** Whether images are ever changed. */
  boolean isNone() {
    return horizontalFlip == 0 && cropPadding == 0;
  }
}
