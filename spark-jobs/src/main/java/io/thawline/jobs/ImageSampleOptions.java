package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * Images to classify.
 *
 * @param kind which kind of data
 * @param samples folders, or anything that Spark reads
 * @param columns of tables; of the label only where there are labels to compare with
 */
public record ImageSampleOptions(
    @Key(help = "which kind of data", example = "images") Kind kind,
    DatasetOptions samples,
    ImageColumns columns)
    implements SampleOptions {
  /** Which kind of data. */
  public enum Kind {
    IMAGES
  }

  public ImageSampleOptions {
    if (!samples.isPlaced()) {
      throw new IllegalArgumentException(
          "samples.path is missing: name a folder of images, or files with format, or samples.table");
    }
  }
}
