package io.thawline.task;

import io.thawline.config.Key;
import io.thawline.network.NetworkOptions;
import io.thawline.network.UNetOptions;
import java.util.List;

/**
 * Drawing a font by mean absolute error.
 *
 * @param kind which task
 */
public record FontOptions(@Key(help = "what is learned", defaultValue = "font") Kind kind)
    implements TaskOptions {
  /** Which task. */
  public enum Kind {
    FONT
  }

  @Override
  public String name() {
    return "font";
  }

  @Override
  public List<String> problems(NetworkOptions model) {
    if (!(model instanceof UNetOptions generator)) {
      return List.of("model.kind must be zi2zi_unet for task.kind font");
    }
    return generator.channels() == 1
        ? List.of()
        : List.of("model.channels must be 1 for task.kind font, got " + generator.channels());
  }

  @Override
  public FontTask task(NetworkOptions model) {
    List<String> problems = problems(model);
    if (model instanceof UNetOptions generator && problems.isEmpty()) {
      return new FontTask(generator);
    }
    throw new IllegalArgumentException(String.join("\n", problems));
  }
}
