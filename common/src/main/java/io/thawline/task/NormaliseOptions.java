package io.thawline.task;

import io.thawline.config.Key;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a pixel of 0 to 1 before the network sees it: {@code (pixel - mean) / std}.
 *
 * @param mean of each channel; where both are empty, those of ImageNet, for grey their average
 * @param std likewise
 */
public record NormaliseOptions(
    @Key(
            help = "mean of each channel on a scale of 0 to 1; ImageNet's where empty",
            defaultValue = "[]",
            example = "[0.485, 0.456, 0.406]")
        List<Double> mean,
    @Key(
            help = "standard deviation of each channel; ImageNet's where empty",
            defaultValue = "[]",
            example = "[0.229, 0.224, 0.225]")
        List<Double> std)
    implements Serializable {
  private static final NormaliseOptions COLOUR =
      new NormaliseOptions(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
  private static final NormaliseOptions GREY = new NormaliseOptions(List.of(0.449), List.of(0.226));

  public NormaliseOptions {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "std must have as many numbers as mean, which has %d, got %d"
              .formatted(mean.size(), std.size()));
    }
    if (mean.stream().anyMatch(each -> !Double.isFinite(each))) {
      throw new IllegalArgumentException("mean must be finite, got " + mean);
    }
    if (std.stream().anyMatch(each -> !(each > 0 && each < Double.MAX_VALUE))) {
      throw new IllegalArgumentException("std must be above 0, got " + std);
    }
  }

  /** With numbers in the place of defaults. */
  NormaliseOptions forChannels(int channels) {
    return mean.isEmpty() ? channels == 1 ? GREY : COLOUR : this;
  }

  /** Why they do not fit; empty when they do. */
  List<String> problems(int channels) {
    List<String> problems = new ArrayList<>();
    if (!mean.isEmpty() && mean.size() != channels) {
      problems.add(
          "task.normalise.mean must have a number for each of model.channels (%d), got %s: leave it out for ImageNet's"
              .formatted(channels, mean));
    }
    return problems;
  }
}
