package io.thawline.jobs;

import io.thawline.cluster.LostExecutor;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import io.thawline.storage.CommitStateUnknownException;
import org.jspecify.annotations.Nullable;

/** Says why a round failed, which it was, and what is left. */
final class RoundFailures {
  private final RunHistory history;
  private final String location;

  /**
   * Failures of a run.
   *
   * @param location of the run directory
   */
  RoundFailures(RunHistory history, String location) {
    this.history = history;
    this.location = location;
  }

  /** What a user can mend elsewhere passes as it is; a round that failed says which it was. */
  RuntimeException explained(Exception failure, int round, int phase) {
    if (failure instanceof PendingCommit.Failed late) {
      return explained(late.failure(), late.round(), late.phase());
    }
    if (failure instanceof CommitStateUnknownException unknown) {
      return unknown;
    }
    UserException known = UserException.in(failure).orElse(null);
    if (known != null && !(known instanceof RunFailedException)) {
      return known;
    }
    return new RunFailedException(
        "Round %d (phase %d) failed: %s. The last good checkpoint is round %d in %s."
            .formatted(
                round,
                phase,
                why(failure, known).replaceFirst("\\.$", ""),
                history.lastGood(failure), // this round, where it failed after its commit
                location),
        failure);
  }

  private static String why(Exception failure, @Nullable UserException known) {
    return known == null
        ? LostExecutor.explain(failure).orElseGet(() -> UserException.firstLine(failure))
        : String.join(" ", known.problems());
  }
}
