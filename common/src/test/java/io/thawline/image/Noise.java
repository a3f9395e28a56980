package io.thawline.image;

import java.awt.image.BufferedImage;
import java.util.Random;

/** Pixels that no compression makes small. */
final class Noise {
  private Noise() {}

  static BufferedImage image(int side) {
    Random random = new Random(1);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt(1 << 24));
    }
    return image;
  }
}
