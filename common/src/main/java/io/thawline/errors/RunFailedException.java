package io.thawline.errors;

import java.util.List;

/** A job started and could not be finished: exit code 1. */
public final class RunFailedException extends UserException {
  private static final long serialVersionUID = 1L;

  public RunFailedException(String problem) {
    super(List.of(problem));
  }

  public RunFailedException(List<String> problems) {
    super(problems);
  }

  public RunFailedException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
