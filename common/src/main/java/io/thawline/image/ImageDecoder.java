package io.thawline.image;

import java.io.Serializable;

/**
 * Reads images of any size as {@link DecodedImage} does, and brings them to one.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param side of the square result in pixels; the aspect ratio is not kept
 */
public record ImageDecoder(int channels, int side) implements Serializable {
  /**
   * The pixels of an image file, row-major, side x side for each channel.
   *
   * @throws UnreadableImageException when it is none, or broken, or too large
   */
  public byte[] decode(byte[] file) throws UnreadableImageException {
    return DecodedImage.read(file, channels).square(side);
  }
}
