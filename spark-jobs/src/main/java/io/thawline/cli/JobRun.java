package io.thawline.cli;

import io.thawline.config.Configuration;
import io.thawline.errors.OwnedByAnotherDriverException;
import java.util.Optional;

/** One job in its run directory: its log lies there, and its outcome, whatever happens. */
final class JobRun {
  private final RunFiles files;
  private final Console console;
  private final String command;
  private final String directory;
  private final OutcomeFile file;
  private volatile Optional<SparkLog> log = Optional.empty();

  JobRun(RunFiles files, Console console, String command, String directory) {
    this.files = files;
    this.console = console;
    this.command = command;
    this.directory = directory;
    this.file = new OutcomeFile(files, directory, command);
  }

  <C extends Record> void run(
      Job<C> job, Configuration<C> configuration, boolean verbose, boolean fresh) {
    try (ConsoleProgress progress = new ConsoleProgress(console, file::running);
        Ending ending = Ending.watch(() -> leaveInterrupted(progress))) {
      try {
        if (fresh) {
          moveAside(progress);
        }
        runLogged(job, configuration, verbose, progress);
      } catch (Throwable thrown) { // Scala throws checked exceptions that no signature tells of
        ending.byItself();
        leaveFailed(thrown, progress);
        throw thrown;
      }
      ending.byItself();
      leave(Outcome.succeeded(command, progress.lastRound()));
    }
  }

  /** The run is the next driver's once all is said. */
  private void leave(Outcome outcome) {
    try {
      file.ended(outcome);
    } finally {
      files.leave();
    }
  }

  private void handOverLog(ConsoleProgress progress) {
    log.flatMap(SparkLog::close).ifPresent(progress::note);
  }

  /** On a thread of the JVM's end: what cannot be written now is not worth a stack trace. */
  private void leaveInterrupted(ConsoleProgress progress) {
    Outcome outcome = Outcome.interrupted(command, progress.lastRound());
    outcome.problems().forEach(progress::note);
    try {
      file.ended(outcome);
      handOverLog(progress);
    } catch (OwnedByAnotherDriverException theirs) {
      // so is the file
    } catch (RuntimeException unwritable) {
      progress.note("%s was not written: %s".formatted(Outcome.FILE, unwritable.getMessage()));
    } finally {
      files.leave();
    }
  }

  private void moveAside(ConsoleProgress progress) {
    files.moveAside(directory).ifPresent(place -> progress.note("The old run is kept in " + place));
  }

  private <C extends Record> void runLogged(
      Job<C> job, Configuration<C> configuration, boolean verbose, ConsoleProgress progress) {
    log = Optional.of(SparkLog.open(files, directory, verbose));
    try {
      job.run(configuration, progress);
    } finally {
      handOverLog(progress);
    }
  }

  private void leaveFailed(Throwable thrown, ConsoleProgress progress) {
    try {
      leave(Outcome.failed(command, Failure.of(thrown), progress.lastRound()));
    } catch (RuntimeException unwritable) {
      // most likely for the reason that the job failed for, which is the one to report
      thrown.addSuppressed(unwritable);
    }
  }
}
