package io.thawline.jobs;

import io.thawline.config.Key;

/**
 * What is learned.
 *
 * @param kind the task; {@code font} draws the target font's glyphs by mean absolute error
 */
public record TaskOptions(@Key(help = "what is learned", defaultValue = "font") Kind kind) {
  /** The tasks there are. */
  public enum Kind {
    FONT
  }
}
