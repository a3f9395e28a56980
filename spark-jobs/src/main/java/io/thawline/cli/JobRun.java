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
            new ConsoleProgress(console, () -> write(Outcome.running(command)));
        Ending ending = Ending.watch(() -> leaveInterrupted(progress))) {
      try {
        if (fresh) {
          moveAside(progress);
        }
        runLogged(job, configuration, verbose, progress);
      } catch (Throwable thrown) { // Scala throws checked exceptions that no signature tells of
        ending.byItself();
        leaveOutcome(thrown, progress);
        throw thrown;
      }
      ending.byItself();
      write(Outcome.succeeded(command, progress.lastRound()));
    }
  }

  /** On a thread of the JVM's end: what cannot be written now is not worth a stack trace. */
  private void leaveInterrupted(ConsoleProgress progress) {
    Outcome outcome = Outcome.interrupted(command, progress.lastRound());
    outcome.problems().forEach(progress::note);
    try {
      write(outcome);
    } catch (RuntimeException unwritable) {
      progress.note("%s was not written: %s".formatted(Outcome.FILE, unwritable.getMessage()));
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
    Outcome outcome = Outcome.failed(command, failure, progress.lastRound());
    try {
      if (failure.exitCode() != Failure.OWNED_BY_ANOTHER) {
        write(outcome);
      } else if (!outcome.submission().isEmpty()) { // outcome.json is of the other driver's run
        String file = Outcome.fileBeside(outcome.submission());
        jobs.files().write(directory, file, outcome.toJson());
      }
    } catch (RuntimeException unwritable) {
      // most likely for the reason that the job failed for, which is the one to report
      thrown.addSuppressed(unwritable);
    }
  }

  private void write(Outcome outcome) {
    jobs.files().write(directory, Outcome.FILE, outcome.toJson());
  }
}
