package io.thawline.jobs;

import io.thawline.network.NetworkOptions;
import io.thawline.network.UNetOptions;
import io.thawline.task.FontTask;
import io.thawline.task.GlyphTaskOptions;
import io.thawline.task.TaskOptions;
import java.util.List;

/** Glyph pairs, wherever they come from. */
sealed interface GlyphData extends DataOptions permits FontData, PairData {
  /** The row of the style embedding that pairs without one of their own train. */
  int style();

  /** As {@code kind} is written. */
  String name();

  /** The pairs of a run that draws so. */
  GlyphPairs pairs(RunContext context, FontTask drawing);

  @Override
  default List<String> problems(TaskOptions task, NetworkOptions model) {
    if (!(task instanceof GlyphTaskOptions)) {
      return List.of("data.kind must not be %s for task.kind %s".formatted(name(), task.name()));
    }
    return model instanceof UNetOptions generator && style() >= generator.styles()
        ? List.of(
            "data.style must be below model.styles (%d), got %d"
                .formatted(generator.styles(), style()))
        : List.of();
  }
}
