package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * What the report shows of unseen characters.
 *
 * @param worst characters with the highest error
 * @param median characters around the median error
 */
public record ReportOptions(
    @Key(help = "characters shown with the highest error", defaultValue = "8", kind = Key.Kind.FREE)
        int worst,
    @Key(help = "characters shown around the median", defaultValue = "8", kind = Key.Kind.FREE)
        int median) {
  public ReportOptions {
    if (worst < 0 || median < 0) {
      throw new IllegalArgumentException("worst and median must be 0 or more");
    }
  }
}
