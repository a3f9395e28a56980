package io.thawline.cli;

import io.thawline.errors.OwnedByAnotherDriverException;

/**
 * What one start tells of itself in the run directory: that it runs, then how it ended, in this
 * order whichever threads they come from. Where the run is another driver's, that one's file stays
 * as it is, and the word lies beside it if somebody waits for this very start.
 */
final class OutcomeFile {
  private final RunFiles files;
  private final String directory;
  private final String command;
  private boolean ended;

  OutcomeFile(RunFiles files, String directory, String command) {
    this.files = files;
    this.directory = directory;
    this.command = command;
  }

  synchronized void running() {
    if (!ended) {
      write(Outcome.running(command));
    }
  }

  /**
   * Tells the end.
   *
   * @throws OwnedByAnotherDriverException when the run is another driver's
   */
  synchronized void ended(Outcome outcome) {
    ended = true;
    if (outcome.exitCode().orElse(0) == Failure.OWNED_BY_ANOTHER) {
      writeBeside(outcome);
      return;
    }
    try {
      write(outcome);
    } catch (OwnedByAnotherDriverException theirs) {
      boolean done = outcome.problems().isEmpty();
      writeBeside(
          done ? Outcome.failed(command, Failure.of(theirs), outcome.lastRound()) : outcome);
      throw theirs;
    }
  }

  private void write(Outcome outcome) {
    files.write(directory, Outcome.FILE, outcome.toJson());
  }

  private void writeBeside(Outcome outcome) {
    if (!outcome.submission().isEmpty()) {
      files.writeBeside(directory, Outcome.fileBeside(outcome.submission()), outcome.toJson());
    }
  }
}
