package io.thawline.cli;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thawline evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Scores a handed-over network on samples that have labels, or glyphs to compare with.",
      "Reads nothing of the run but its final/, which may have been copied anywhere."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private final CommonOptions options = new CommonOptions();

  private final Consumer<CommonOptions> job;

  EvaluateCommand(Consumer<CommonOptions> job) {
    this.job = job;
  }

  @Override
  public Integer call() {
    job.accept(options);
    return 0;
  }
}
