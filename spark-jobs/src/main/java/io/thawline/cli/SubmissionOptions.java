package io.thawline.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the launcher adds to a job's command line when the driver is to run inside a cluster. */
final class SubmissionOptions {
  @Option(
      names = "--submitted-from",
      hidden = true,
      paramLabel = "DIRECTORY",
      description = "where the launcher was started; relative names start there")
  private Path submittedFrom = Path.of("");

  @Option(
      names = "--check-submission",
      hidden = true,
      description = "judges the command line, and prints the file that is to travel with the job")
  boolean check;

  @Option(
      names = "--outcome-of",
      hidden = true,
      paramLabel = "SUBMISSION",
      description = "says how that start of the run ended, and exits with its code")
  Optional<String> outcomeOf = Optional.empty();

  @Option(
      names = "--submitted-with",
      hidden = true,
      paramLabel = "CODE",
      description = "the exit code of the spark-submit that sent it")
  int submittedWith;

  Path from() {
    return submittedFrom.toAbsolutePath();
  }
}
