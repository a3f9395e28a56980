package io.thawline.errors;

import java.util.List;

/** A failure whose messages, one line a problem, are all that a user needs to mend it. */
public abstract sealed class UserException extends RuntimeException
    permits ConfigurationException,
        InputRefusedException,
        RunFailedException,
        OwnedByAnotherDriverException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  UserException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  UserException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /** One line for each problem; never empty. */
  public List<String> problems() {
    return problems;
  }
}
