package io.thawline.network;

import io.thawline.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes that a checkpoint of zi2zi-pytorch's generator was trained with, as its shapes tell.
 *
 * @param imageSize side of the images in pixels: each level halves it, down to one pixel
 * @param channels of the images
 * @param baseChannels width of the outermost level
 */
public record UNetSizes(int imageSize, int channels, int baseChannels) {
  /** The convolution that sees the images, under the network's own name for it. */
  public static final String INPUT = "model.down.0.weight";

  private static final Pattern DOWN =
      Pattern.compile("(?:.*\\.)?model\\.((?:submodule\\.)*)down\\.[01]\\.weight");
  private static final int MOST_LEVELS = 16;

  /** The sizes, or empty when these are not the names and shapes of such a generator. */
  public static Optional<UNetSizes> of(Map<String, Shape> shapes) {
    int levels = 0;
    Optional<Shape> input = Optional.empty();
    for (Map.Entry<String, Shape> tensor : shapes.entrySet()) {
      Matcher down = DOWN.matcher(tensor.getKey());
      if (down.matches() && tensor.getValue().rank() == 4) {
        int depth = down.group(1).length() / "submodule.".length();
        levels = Math.max(levels, depth + 1);
        input = depth == 0 ? Optional.of(tensor.getValue()) : input;
      }
    }
    if (levels > MOST_LEVELS) {
      return Optional.empty();
    }
    int side = 1 << levels;
    return input.map(
        shape -> new UNetSizes(side, Math.toIntExact(shape.dim(1)), Math.toIntExact(shape.dim(0))));
  }

  /** One line for each size in which a network differs, with what to write. */
  public List<String> differences(UNetOptions options) {
    List<String> lines = new ArrayList<>();
    add(lines, "image_size", options.imageSize(), imageSize);
    add(lines, "channels", options.channels(), channels);
    add(lines, "base_channels", options.baseChannels(), baseChannels);
    return lines;
  }

  private static void add(List<String> lines, String key, int wanted, int trained) {
    if (wanted != trained) {
      lines.add(
          "model.%s is %d, the checkpoint was trained with %d. Set model.%s: %d, or start from another checkpoint"
              .formatted(key, wanted, trained, key, trained));
    }
  }
}
