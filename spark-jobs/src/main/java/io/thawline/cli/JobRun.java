package io.thawline.cli;

import io.thawline.config.Configuration;

/** One job in its run directory: its log lies there, and its outcome, whatever happens. */
final class JobRun<C extends Record> {
  private final Jobs<C> jobs;
  private final Console console;
  private final String command;
  private final String directory;

  JobRun(Jobs<C> jobs, Console console, String command, String directory) {
    this.jobs = jobs;
    this.console = console;
    this.command = command;
    this.directory = directory;
  }

  void run(Job<C> job, Configuration<C> configuration, boolean verbose, boolean fresh) {
    try (ConsoleProgress progress =
        new ConsoleProgress(console, () -> write(Outcome.running(command)))) {
      try {
        if (fresh) {
          moveAside(progress);
        }
        runLogged(job, configuration, verbose, progress);
      } catch (Throwable thrown) { // Scala throws checked exceptions that no signature tells of
        leaveOutcome(thrown, progress);
        throw thrown;
      }
      write(Outcome.succeeded(command, progress.lastRound()));
    }
  }

  private void moveAside(ConsoleProgress progress) {
    jobs.files()
        .moveAside(directory)
        .ifPresent(place -> progress.note("The old run is kept in " + place));
  }

  private void runLogged(
      Job<C> job, Configuration<C> configuration, boolean verbose, ConsoleProgress progress) {
    SparkLog log = SparkLog.open(jobs.files(), directory, verbose);
    try {
      job.run(configuration, progress);
    } finally {
      log.close().ifPresent(progress::note);
    }
  }

  private void leaveOutcome(Throwable thrown, ConsoleProgress progress) {
    Failure failure = Failure.of(thrown);
    if (failure.exitCode() == Failure.OWNED_BY_ANOTHER) {
      return; // the directory tells of the other driver's run
    }
    try {
      write(Outcome.failed(command, failure, progress.lastRound()));
    } catch (RuntimeException unwritable) {
      // most likely for the reason that the job failed for, which is the one to report
      thrown.addSuppressed(unwritable);
    }
  }

  private void write(Outcome outcome) {
    jobs.files().write(directory, Outcome.FILE, outcome.toJson());
  }
}
