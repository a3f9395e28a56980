package io.thawline.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image in the size that it was stored in. PNG, JPEG, GIF, BMP and whatever else the JDK reads
 * become what Pillow's {@code convert("RGB")} or {@code convert("L")} give: values as they are
 * stored, without colour profile, orientation and transparency; the first frame of several.
 */
public final class DecodedImage {
  private static final long MOST_PIXELS = 100_000_000;
  private static final int BYTE_BITS = 8;
  private static final int COLOURS = 3;

  /** What Pillow weighs red, green and blue with, for grey, in 65536ths. */
  private static final int[] GREY = {19595, 38470, 7471};

  private static final int GREY_BITS = 16;

  static {
    // With a DISPLAY set, AWT would otherwise look for X11, which a bare JDK cannot load.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private final List<byte[]> planes;
  private final int width;

  private DecodedImage(List<byte[]> planes, int width) {
    this.planes = planes;
    this.width = width;
  }

  /**
   * The image of a file.
   *
   * @param channels 1 for grey, 3 for red, green and blue
   * @throws UnreadableImageException when it is none, or broken, or too large
   */
  public static DecodedImage read(byte[] file, int channels) throws UnreadableImageException {
    BufferedImage image = image(file);
    return new DecodedImage(planes(image, channels), image.getWidth());
  }

  public int width() {
    return width;
  }

  public int height() {
    return planes.get(0).length / width;
  }

  /** What lies between two columns, of which the second is not part of it. */
  public DecodedImage columns(int from, int to) {
    List<byte[]> cut = new ArrayList<>();
    for (byte[] plane : planes) {
      byte[] part = new byte[(to - from) * height()];
      for (int y = 0; y < height(); y++) {
        System.arraycopy(plane, y * width + from, part, y * (to - from), to - from);
      }
      cut.add(part);
    }
    return new DecodedImage(cut, to - from);
  }

  /** Row-major, side x side for each channel; the aspect ratio is not kept. */
  public byte[] square(int side) {
    byte[] all = new byte[planes.size() * side * side];
    for (int channel = 0; channel < planes.size(); channel++) {
      byte[] sized = Bilinear.resize(planes.get(channel), width, height(), side);
      System.arraycopy(sized, 0, all, channel * sized.length, sized.length);
    }
    return all;
  }

  private static BufferedImage image(byte[] file) throws UnreadableImageException {
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new UnreadableImageException("is no image of a known format");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new UnreadableImageException("has more than %d pixels".formatted(MOST_PIXELS));
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // readers fail with anything on broken files
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UnreadableImageException("is broken (%s)".formatted(why.strip()), e);
    }
  }

  /** One plane a channel of the result. */
  private static List<byte[]> planes(BufferedImage image, int channels) {
    int pixels = image.getWidth() * image.getHeight();
    byte[][] planes = new byte[channels][pixels];
    int[] colours = new int[COLOURS * image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      readRow(image, y, colours);
      for (int x = 0; x < image.getWidth(); x++) {
        put(planes, y * image.getWidth() + x, colours, x * COLOURS);
      }
    }
    return Arrays.asList(planes);
  }

  private static void put(byte[][] planes, int pixel, int[] colours, int at) {
    if (planes.length == COLOURS) {
      for (int channel = 0; channel < COLOURS; channel++) {
        planes[channel][pixel] = (byte) colours[at + channel];
      }
      return;
    }
    int sum = 1 << (GREY_BITS - 1);
    for (int channel = 0; channel < COLOURS; channel++) {
      sum += GREY[channel] * colours[at + channel];
    }
    planes[0][pixel] = (byte) (sum >> GREY_BITS);
  }

  /**
   * Red, green and blue of a row, as stored. {@link BufferedImage#getRGB} would take grey for
   * linear light and change it.
   */
  private static void readRow(BufferedImage image, int y, int[] colours) {
    if (image.getColorModel() instanceof IndexColorModel) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        colours[x * COLOURS] = rgb >> (2 * BYTE_BITS) & 0xff;
        colours[x * COLOURS + 1] = rgb >> BYTE_BITS & 0xff;
        colours[x * COLOURS + 2] = rgb & 0xff;
      }
      return;
    }
    Raster raster = image.getRaster();
    int bits = image.getSampleModel().getSampleSize(0);
    for (int x = 0; x < image.getWidth(); x++) {
      for (int channel = 0; channel < COLOURS; channel++) {
        int band = raster.getNumBands() < COLOURS ? 0 : channel; // grey, perhaps with transparency
        colours[x * COLOURS + channel] =
            raster.getSample(x, y, band) >> Math.max(0, bits - BYTE_BITS);
      }
    }
  }
}
