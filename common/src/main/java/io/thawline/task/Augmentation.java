package io.thawline.task;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes images at random, as {@link AugmentOptions} say. */
record Augmentation(AugmentOptions options) {
  /**
   * A changed copy of an image, or the image itself.
   *
   * @param planes row-major, side x side for each channel
   * @param random draws as often for every image
   */
  byte[] apply(byte[] planes, int side, SplittableRandom random) {
    int padding = options.cropPadding();
    boolean turned = options.horizontalFlip() > 0 && random.nextDouble() < options.horizontalFlip();
    int right = padding > 0 ? random.nextInt(-padding, padding + 1) : 0;
    int down = padding > 0 ? random.nextInt(-padding, padding + 1) : 0;
    return turned || right != 0 || down != 0 ? moved(planes, side, turned, right, down) : planes;
  }

  /** What a pixel shows is taken from so many pixels to the right and below. */
  private byte[] moved(byte[] planes, int side, boolean turned, int right, int down) {
    byte[] result = new byte[planes.length];
    Arrays.fill(result, (byte) options.cropFill());
    for (int row = 0; row < planes.length / side; row++) {
      int y = row % side + down;
      for (int column = 0; column < side; column++) {
        int x = (turned ? side - 1 - column : column) + right;
        if (x >= 0 && x < side && y >= 0 && y < side) {
          result[row * side + column] = planes[(row + down) * side + x];
        }
      }
    }
    return result;
  }
}
