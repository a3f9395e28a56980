package io.thawline.network;

import io.thawline.config.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * The discriminator of zi2zi-pytorch and its sizes.
 *
 * @param kind which network
 * @param imageSize side of the square images in pixels
 * @param channels of each of the two images that it compares
 * @param baseChannels width of the first layer, {@code ndf} in the original
 * @param styles that it tells apart, {@code embedding_num}
 */
public record DiscriminatorOptions(
    @Key(help = "which network", example = "zi2zi_discriminator") Kind kind,
    @Key(help = "side of the square images in pixels", example = "64") int imageSize,
    @Key(help = "channels of each image", defaultValue = "1") int channels,
    @Key(help = "width of the first layer", defaultValue = "64") int baseChannels,
    @Key(help = "styles that it tells apart", example = "4") int styles)
    implements NetworkOptions {
  /** Which network. */
  public enum Kind {
    ZI2ZI_DISCRIMINATOR
  }

  public DiscriminatorOptions {
    List<String> problems = new ArrayList<>();
    Checks.atLeastOne(problems, "image_size", imageSize);
    Checks.atLeastOne(problems, "channels", channels);
    Checks.atLeastOne(problems, "base_channels", baseChannels);
    Checks.atLeastOne(problems, "styles", styles);
    Checks.refuse(problems);
  }

  /** The one that judges what a generator of these options draws. */
  public static DiscriminatorOptions of(UNetOptions generator, int baseChannels) {
    return new DiscriminatorOptions(
        Kind.ZI2ZI_DISCRIMINATOR,
        generator.imageSize(),
        generator.channels(),
        baseChannels,
        generator.styles());
  }

  @Override
  public Zi2ziDiscriminator network() {
    return new Zi2ziDiscriminator(this);
  }

  /** Side of the map behind a layer, the first being 0; the last of the four keeps its size. */
  int side(int layer) {
    int side = imageSize;
    for (int i = 0; i <= Math.min(layer, 2); i++) {
      side = (side + 1) / 2;
    }
    return side;
  }

  /** Channels of the map behind a layer. */
  int width(int layer) {
    return baseChannels << layer;
  }
}
