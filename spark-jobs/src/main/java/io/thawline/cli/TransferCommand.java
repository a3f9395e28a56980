package io.thawline.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thawline transfer}: how a checkpoint fits, without training. */
@Command(
    name = "transfer",
    description = {
      "Fits the checkpoint to the network, shows the load report, and trains nothing.",
      "What does not fit is named, with a remedy for each tensor."
    })
final class TransferCommand implements Callable<Integer> {
  @Mixin private final CommonOptions options = new CommonOptions();

  private final Function<CommonOptions, List<String>> report;
  private final PrintStream out;

  TransferCommand(Function<CommonOptions, List<String>> report, PrintStream out) {
    this.report = report;
    this.out = out;
  }

  @Override
  public Integer call() {
    report.apply(options).forEach(out::println);
    return 0;
  }
}
