package io.thawline.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thawline schedule}: which tensors each phase takes, without training. */
@Command(
    name = "schedule",
    description = {
      "Says which tensors each phase trains, and at which rates, and trains nothing.",
      "With --mode, prints the schedule of that name as YAML, ready to edit."
    })
final class ScheduleCommand implements Callable<Integer> {
  @Mixin private final CommonOptions options = new CommonOptions();

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      description =
          "feature-extraction, full, staged, gradual or scratch, instead of the file's schedule")
  private Optional<String> mode = Optional.empty();

  private final BiFunction<CommonOptions, List<String>, List<String>> lines;
  private final PrintStream out;

  ScheduleCommand(BiFunction<CommonOptions, List<String>, List<String>> lines, PrintStream out) {
    this.lines = lines;
    this.out = out;
  }

  @Override
  public Integer call() {
    List<String> overrides = new ArrayList<>(options.overrides);
    mode.ifPresent(name -> overrides.addAll(List.of("schedule={}", "mode=" + name)));
    lines.apply(options, overrides).forEach(out::println);
    return 0;
  }
}
