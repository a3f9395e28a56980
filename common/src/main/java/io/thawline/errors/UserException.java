package io.thawline.errors;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A failure whose messages, one line a problem, are all that a user needs to mend it. */
public abstract sealed class UserException extends RuntimeException
    permits ConfigurationException,
        InputRefusedException,
        RunFailedException,
        OwnedByAnotherDriverException {
  private static final long serialVersionUID = 1L;

  /** A circle of causes must not hold anybody up. */
  private static final int DEEPEST = 50;

  private final List<String> problems;

  UserException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  UserException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** The first of its kind among a failure and its causes: Spark wraps what a task threw. */
  public static Optional<UserException> in(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(DEEPEST)
        .filter(UserException.class::isInstance)
        .map(UserException.class::cast)
        .findFirst();
  }

  /** The kind and the first line of what lies at the bottom of a failure that nobody foresaw. */
  public static String firstLine(Throwable failure) {
    Throwable root =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .limit(DEEPEST)
            .reduce(failure, (outer, inner) -> inner);
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    String name = root.getClass().getSimpleName();
    return root.getMessage() == null || message.isBlank() ? name : name + ": " + message;
  }

  /** One line for each problem; never empty. */
  public List<String> problems() {
    return problems;
  }
}
