package io.thawline.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells the launcher how a run ended that it sent to a cluster; exits as that run did. */
@Command(
    name = "outcome",
    hidden = true,
    description = "Says how a run ended that was submitted to a cluster, and exits with its code.")
final class OutcomeCommand implements Callable<Integer> {
  @Mixin private final CommonOptions options = new CommonOptions();

  @Option(names = "--submission", required = true, description = "which start of the run is meant")
  private String submission = "";

  private final Function<CommonOptions, String> runDirectory;
  private final RunFiles files;
  private final Console console;

  OutcomeCommand(Function<CommonOptions, String> runDirectory, RunFiles files, Console console) {
    this.runDirectory = runDirectory;
    this.files = files;
    this.console = console;
  }

  @Override
  public Integer call() {
    String directory = runDirectory.apply(options);
    Optional<Outcome> left =
        Stream.of(Outcome.fileBeside(submission), Outcome.FILE)
            .flatMap(name -> files.readIfPresent(directory, name).stream())
            .flatMap(json -> Outcome.of(submission, json).stream())
            .findFirst();
    if (left.isPresent() && left.get().exitCode().isPresent()) {
      left.get().problems().forEach(console::error);
      return left.get().exitCode().getAsInt();
    }
    console.error(
        "the driver left no word in %s/%s: the cluster's log of the application says why (on YARN: yarn logs -applicationId ID)"
            .formatted(directory, Outcome.FILE));
    return Failure.JOB_FAILED;
  }
}
