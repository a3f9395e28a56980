package io.thawline.task;

import io.thawline.network.NetworkOptions;
import io.thawline.network.UNetOptions;
import java.util.List;

/** Drawing a font, by one loss or another. */
public sealed interface GlyphTaskOptions extends TaskOptions
    permits FontOptions, AdversarialFontOptions {
  @Override
  default List<String> problems(NetworkOptions model) {
    if (!(model instanceof UNetOptions generator)) {
      return List.of("model.kind must be zi2zi_unet for task.kind " + name());
    }
    return generator.channels() == 1 || generator.channels() == 3
        ? List.of()
        : List.of(
            "model.channels must be 1 or 3 for task.kind %s, got %d"
                .formatted(name(), generator.channels()));
  }

  /**
   * The drawing by itself, which every such task scores by.
   *
   * @throws IllegalArgumentException when the network cannot learn it
   */
  default FontTask drawing(NetworkOptions model) {
    List<String> problems = problems(model);
    if (model instanceof UNetOptions generator && problems.isEmpty()) {
      return new FontTask(generator);
    }
    throw new IllegalArgumentException(String.join("\n", problems));
  }

  @Override
  default FontTask learnedBy(NetworkOptions model) {
    return drawing(model);
  }
}
