package io.thawline.cli;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thawline generate}. */
@Command(
    name = "generate",
    description = {
      "Writes what a handed-over network makes of new samples: glyphs, or labels.",
      "Reads nothing of the run but its final/, which may have been copied anywhere."
    })
final class GenerateCommand implements Callable<Integer> {
  @Mixin private final CommonOptions options = new CommonOptions();

  private final Consumer<CommonOptions> job;

  GenerateCommand(Consumer<CommonOptions> job) {
    this.job = job;
  }

  @Override
  public Integer call() {
    job.accept(options);
    return 0;
  }
}
