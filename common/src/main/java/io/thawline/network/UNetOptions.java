package io.thawline.network;

import io.thawline.config.Key;
import java.io.Serializable;

/**
 * The generator of zi2zi-pytorch and its sizes.
 *
 * @param kind which network
 * @param imageSize side of the square images in pixels: a power of two, for the map at the bottom
 *     must be one pixel, where the style joins
 * @param channels of the images, in and out
 * @param baseChannels width of the outermost level, {@code ngf} in the original
 * @param styles rows of the style embedding, {@code embedding_num}
 * @param styleDim width of a row, {@code embedding_dim}
 * @param attention a layer added to it
 */
public record UNetOptions(
    @Key(help = "which network", defaultValue = "zi2zi_unet") Kind kind,
    @Key(help = "side of the square images in pixels, a power of two", example = "64")
        int imageSize,
    @Key(help = "channels of the images", defaultValue = "1") int channels,
    @Key(help = "width of the outermost level", example = "16") int baseChannels,
    @Key(help = "rows of the style embedding", example = "4") int styles,
    @Key(help = "width of a style embedding", example = "16") int styleDim,
    AttentionOptions attention)
    implements Serializable {
  private static final int SMALLEST = 8;
  private static final int LARGEST = 256;

  /** Which network. */
  public enum Kind {
    ZI2ZI_UNET
  }

  public UNetOptions {
    if (imageSize < SMALLEST || imageSize > LARGEST || Integer.bitCount(imageSize) != 1) {
      throw new IllegalArgumentException(
          "image_size must be a power of two from %d to %d, got %d: write for example 64"
              .formatted(SMALLEST, LARGEST, imageSize));
    }
    requirePositive("channels", channels);
    requirePositive("base_channels", baseChannels);
    requirePositive("styles", styles);
    requirePositive("style_dim", styleDim);
    if (attention.placement() != AttentionOptions.Placement.NONE
        && (Integer.bitCount(attention.mapSize()) != 1 || attention.mapSize() > imageSize / 2)) {
      throw new IllegalArgumentException(
          "attention.map_size must be a power of two from 1 to %d, half of image_size, got %d"
              .formatted(imageSize / 2, attention.mapSize()));
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(key, value));
    }
  }

  /** Levels of the U: each halves the side, down to one pixel. */
  int levels() {
    return Integer.numberOfTrailingZeros(imageSize);
  }

  /** Channels of a level's inner map, the outermost level being 0. */
  int width(int level) {
    return baseChannels * Math.min(1 << level, 8);
  }

  /** Whether a level has attention at that place. */
  boolean hasAttention(int level, AttentionOptions.Placement placement) {
    return attention.placement() == placement && attention.mapSize() == imageSize >> (level + 1);
  }

  /** The same network as it was published, without attention. */
  UNetOptions withoutAttention() {
    return new UNetOptions(
        kind, imageSize, channels, baseChannels, styles, styleDim, AttentionOptions.NONE);
  }
}
