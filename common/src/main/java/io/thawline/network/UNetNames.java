package io.thawline.network;

import io.thawline.network.AttentionOptions.Placement;

/**
 * What the modules of zi2zi-pytorch's generator are called, level by level, the outermost level
 * being 0.
 */
final class UNetNames {
  static final String EMBEDDER = "embedder";

  private final UNetOptions options;

  UNetNames(UNetOptions options) {
    this.options = options;
  }

  static boolean isOutermost(int level) {
    return level == 0;
  }

  boolean isInnermost(int level) {
    return level == options.levels() - 1;
  }

  boolean hasDownNorm(int level) {
    return !isOutermost(level) && !isInnermost(level);
  }

  /** The outermost level starts with its convolution, all others with a rectifier. */
  private static int downIndex(int level) {
    return isOutermost(level) ? 0 : 1;
  }

  /** Behind its rectifier, and behind attention where that comes first. */
  private int upIndex(int level) {
    return options.attention(level, Placement.INSERT).isPresent() ? 2 : 1;
  }

  String attention(int level, Placement placement) {
    return switch (placement) {
      case APPEND -> down(level) + "." + (downIndex(level) + (hasDownNorm(level) ? 2 : 1));
      case INSERT -> up(level) + ".0";
      case ATTR -> level(level) + "att";
      case NONE -> throw new IllegalArgumentException("there is no attention");
    };
  }

  /** The part of a level on the way in. */
  static String down(int level) {
    return level(level) + "down";
  }

  /** The part of a level on the way out. */
  static String up(int level) {
    return level(level) + "up";
  }

  String downConv(int level) {
    return down(level) + "." + downIndex(level);
  }

  String downNorm(int level) {
    return down(level) + ".2";
  }

  String upConv(int level) {
    return up(level) + "." + upIndex(level);
  }

  String upNorm(int level) {
    return up(level) + "." + (upIndex(level) + 1);
  }

  private static String level(int level) {
    return "model." + "submodule.".repeat(level);
  }
}
