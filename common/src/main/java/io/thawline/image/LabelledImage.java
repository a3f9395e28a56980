package io.thawline.image;

import io.thawline.sample.Sample;

/** A decoded image and its class. The pixel array is shared, not copied; nobody writes to it. */
public final class LabelledImage implements Sample {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final int label;
  private final byte[] planes;

  /**
   * A square image.
   *
   * @param id stable across runs and machines, unique in its data set
   * @param label the number of its class
   * @param planes 8 bits a channel, row-major, side x side for each channel: grey, or red, green
   *     and blue
   */
  public LabelledImage(String id, int label, byte[] planes) {
    this.id = id;
    this.label = label;
    this.planes = planes;
  }

  @Override
  public String id() {
    return id;
  }

  public int label() {
    return label;
  }

  public byte[] planes() {
    return planes;
  }
}
