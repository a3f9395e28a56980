package io.thawline.network;

import io.thawline.config.Key;
import io.thawline.network.AttentionOptions.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
 * @param dropout behind the levels between the innermost and the fourth; 0.5 in the original where
 *     it is trained with dropout
 * @param attention a layer added to it
 * @param furtherAttention more such layers
 */
public record UNetOptions(
    @Key(help = "which network", defaultValue = "zi2zi_unet") Kind kind,
    @Key(help = "side of the square images in pixels, a power of two", example = "64")
        int imageSize,
    @Key(help = "channels of the images", defaultValue = "1") int channels,
    @Key(help = "width of the outermost level", example = "16") int baseChannels,
    @Key(help = "rows of the style embedding", example = "4") int styles,
    @Key(help = "width of a style embedding", example = "16") int styleDim,
    @Key(help = "probability of dropout in the middle levels", defaultValue = "0") double dropout,
    AttentionOptions attention,
    @Key(
            help = "more layers of self-attention",
            defaultValue = "[]",
            example = "[{placement: append, map_size: 16}]")
        List<AttentionOptions> furtherAttention)
    implements NetworkOptions {
  private static final int SMALLEST = 8;
  private static final int LARGEST = 256;

  /** Which network. */
  public enum Kind {
    ZI2ZI_UNET
  }

  public UNetOptions {
    furtherAttention = List.copyOf(furtherAttention);
    List<String> problems = new ArrayList<>();
    if (imageSize < SMALLEST || imageSize > LARGEST || Integer.bitCount(imageSize) != 1) {
      problems.add(
          "image_size must be a power of two from %d to %d, got %d: write for example 64"
              .formatted(SMALLEST, LARGEST, imageSize));
    }
    Checks.atLeastOne(problems, "channels", channels);
    Checks.atLeastOne(problems, "base_channels", baseChannels);
    Checks.atLeastOne(problems, "styles", styles);
    Checks.atLeastOne(problems, "style_dim", styleDim);
    Checks.probability(problems, "dropout", dropout);
    if (problems.isEmpty()) {
      judgeAttention(problems, attention, furtherAttention, imageSize);
    }
    Checks.refuse(problems);
  }

  /** As published: no dropout, and one layer of attention at most. */
  public UNetOptions(
      Kind kind,
      int imageSize,
      int channels,
      int baseChannels,
      int styles,
      int styleDim,
      AttentionOptions attention) {
    this(kind, imageSize, channels, baseChannels, styles, styleDim, 0, attention, List.of());
  }

  private static void judgeAttention(
      List<String> problems, AttentionOptions first, List<AttentionOptions> more, int imageSize) {
    List<String> taken = new ArrayList<>();
    judgeAttention(problems, "attention.", first, imageSize, taken);
    for (int i = 0; i < more.size(); i++) {
      String key = "further_attention.%d.".formatted(i);
      judgeAttention(problems, key, more.get(i), imageSize, taken);
    }
  }

  private static void judgeAttention(
      List<String> problems, String key, AttentionOptions layer, int side, List<String> taken) {
    if (layer.placement() == Placement.NONE) {
      return;
    }
    String place = layer.placement() + " " + layer.mapSize();
    if (Integer.bitCount(layer.mapSize()) != 1 || layer.mapSize() > side / 2) {
      problems.add(
          "%smap_size must be a power of two from 1 to %d, half of image_size, got %d"
              .formatted(key, side / 2, layer.mapSize()));
    } else if (taken.contains(place)) {
      problems.add(
          "%smap_size is %d, where a layer of the same placement already is: choose another map or placement"
              .formatted(key, layer.mapSize()));
    }
    taken.add(place);
  }

  @Override
  public Zi2ziUNet network() {
    return new Zi2ziUNet(this);
  }

  /** The layers of attention that there are. */
  List<AttentionOptions> attentions() {
    List<AttentionOptions> layers = new ArrayList<>(List.of(attention));
    layers.addAll(furtherAttention);
    layers.removeIf(layer -> layer.placement() == Placement.NONE);
    return layers;
  }

  /** Levels of the U: each halves the side, down to one pixel. */
  int levels() {
    return Integer.numberOfTrailingZeros(imageSize);
  }

  /** How many stages of the network lead down to the code, the features behind the last of them. */
  public int encoderStages() {
    return levels();
  }

  /** Channels of a level's inner map, the outermost level being 0. */
  int width(int level) {
    return baseChannels * Math.min(1 << level, 8);
  }

  /** Side of a level's inner map in pixels. */
  int side(int level) {
    return imageSize >> (level + 1);
  }

  /** Channels that come back up to a level: its own and those of the level below, or the style. */
  int joinedWidth(int level) {
    return width(level) + (level == levels() - 1 ? styleDim : width(level));
  }

  /** Channels of the map that attention at a place looks at. */
  int attended(int level, Placement placement) {
    return placement == Placement.INSERT ? joinedWidth(level) : width(level);
  }

  /** The level whose inner map a layer looks at. */
  int levelOf(AttentionOptions layer) {
    return Integer.numberOfTrailingZeros(imageSize / layer.mapSize()) - 1;
  }

  /** The attention that a level has at a place. */
  Optional<AttentionOptions> attention(int level, Placement placement) {
    return attentions().stream()
        .filter(layer -> layer.placement() == placement && layer.mapSize() == side(level))
        .findFirst();
  }

  /** The same network as it was published, without attention. */
  UNetOptions withoutAttention() {
    return new UNetOptions(
        kind,
        imageSize,
        channels,
        baseChannels,
        styles,
        styleDim,
        dropout,
        AttentionOptions.NONE,
        List.of());
  }
}
