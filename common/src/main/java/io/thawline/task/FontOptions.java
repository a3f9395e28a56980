package io.thawline.task;

import io.thawline.config.Key;
import io.thawline.network.NetworkOptions;

/**
 * Drawing a font by mean absolute error.
 *
 * @param kind which task
 */
public record FontOptions(@Key(help = "what is learned", defaultValue = "font") Kind kind)
    implements GlyphTaskOptions {
  /** Which task. */
  public enum Kind {
    FONT
  }

  @Override
  public String name() {
    return "font";
  }

  @Override
  public FontTask task(NetworkOptions model) {
    return drawing(model);
  }
}
