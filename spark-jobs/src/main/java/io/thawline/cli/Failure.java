package io.thawline.cli;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.OwnedByAnotherDriverException;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import io.thawline.storage.CommitStateUnknownException;
import java.util.List;
import java.util.Objects;

/**
 * How a command ended that did not succeed.
 *
 * @param problems one line each; never empty
 * @param unexpected whether nobody foresaw it, so that only a stack trace tells more
 */
record Failure(int exitCode, List<String> problems, boolean unexpected) {
  static final int JOB_FAILED = 1;
  static final int USAGE = 2;
  static final int INPUT_REFUSED = 3;
  static final int OWNED_BY_ANOTHER = 4;

  /** What a shell tells of a process that SIGTERM ended. */
  static final int STOPPED = 143;

  static Failure of(Throwable thrown) {
    return UserException.in(thrown)
        .map(known -> new Failure(exitCode(known), known.problems(), false))
        .orElseGet(() -> new Failure(JOB_FAILED, List.of(unforeseen(thrown)), true));
  }

  private static int exitCode(UserException known) {
    if (known instanceof ConfigurationException) {
      return USAGE;
    } else if (known instanceof InputRefusedException) {
      return INPUT_REFUSED;
    } else if (known instanceof OwnedByAnotherDriverException) {
      return OWNED_BY_ANOTHER;
    } else if (known instanceof RunFailedException) {
      return JOB_FAILED;
    }
    throw new IllegalStateException("no exit code for " + known.getClass(), known);
  }

  /** What went wrong in the words of the outermost that has any, and what lies under it. */
  private static String unforeseen(Throwable thrown) {
    String root = UserException.firstLine(thrown);
    if (root.contains("No space left on device")) {
      return root + ": free space in run.dir and in Spark's scratch directory, spark.local.dir";
    }
    return thrown instanceof CommitStateUnknownException
        ? Objects.requireNonNullElse(thrown.getMessage(), root)
        : root;
  }
}
