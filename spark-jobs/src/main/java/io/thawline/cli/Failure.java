package io.thawline.cli;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.OwnedByAnotherDriverException;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import java.util.List;
import java.util.stream.Stream;

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

  /** Spark wraps what a task or a driver's thread threw, sometimes more than once. */
  private static final int DEEPEST = 50;

  static Failure of(Throwable thrown) {
    return causes(thrown)
        .filter(UserException.class::isInstance)
        .map(UserException.class::cast)
        .findFirst()
        .map(known -> new Failure(exitCode(known), known.problems(), false))
        .orElseGet(() -> new Failure(JOB_FAILED, List.of(firstLine(thrown)), true));
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

  private static String firstLine(Throwable thrown) {
    Throwable root = causes(thrown).reduce(thrown, (outer, inner) -> inner);
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    String name = root.getClass().getSimpleName();
    return root.getMessage() == null || message.isBlank() ? name : name + ": " + message;
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(DEEPEST);
  }
}
