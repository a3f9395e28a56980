package io.thawline.report;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes square images of 8 bits a channel. */
public final class Png {
  private static final int CHANNELS = 3;

  private Png() {}

  /**
   * A PNG file.
   *
   * @param planes row-major, side x side for each channel: grey, or red, green and blue
   */
  public static byte[] write(byte[] planes, int side) {
    return file(planes.length == side * side ? grey(planes, side) : colour(planes, side));
  }

  private static BufferedImage grey(byte[] pixels, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(pixels, 0, data, 0, side * side);
    return image;
  }

  private static BufferedImage colour(byte[] planes, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int pixels = side * side;
    for (int i = 0; i < data.length; i++) {
      data[i] = planes[(CHANNELS - 1 - i % CHANNELS) * pixels + i / CHANNELS];
    }
    return image;
  }

  private static byte[] file(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    // In memory: ImageIO's usual output is a temporary file on disk for every image.
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(file)) {
      writer.setOutput(output);
      writer.write(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }
}
