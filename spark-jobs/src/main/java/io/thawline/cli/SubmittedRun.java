package io.thawline.cli;

import java.util.stream.Stream;

/** How a run ended that the launcher sent to a cluster, by the word that its driver left. */
record SubmittedRun(RunFiles files, String directory, Console console) {
  /**
   * Says what went wrong there and returns the run's exit code.
   *
   * @param submittedWith spark-submit's own exit code, which tells of a driver that never began
   */
  int exitCode(String submission, int submittedWith) {
    // a cluster may start a driver again: the one that had the run counts
    return Stream.of(Outcome.FILE, Outcome.fileBeside(submission))
        .flatMap(name -> files.readIfPresent(directory, name).stream())
        .flatMap(json -> Outcome.of(submission, json).stream())
        .filter(outcome -> outcome.exitCode().isPresent())
        .findFirst()
        .map(this::told)
        .orElseGet(() -> untold(submittedWith));
  }

  private int told(Outcome outcome) {
    outcome.problems().forEach(console::error);
    return outcome.exitCode().getAsInt();
  }

  /** What spark-submit failed at it has said itself. */
  private int untold(int submittedWith) {
    if (submittedWith != 0) {
      return submittedWith;
    }
    console.error(
        "the driver left no word in %s/%s: the cluster's log of the application says why (on YARN: yarn logs -applicationId ID)"
            .formatted(directory, Outcome.FILE));
    return Failure.JOB_FAILED;
  }
}
