package io.thawline.errors;

import java.util.List;

/** Another driver commits to the same run directory: exit code 4, try later. */
public final class OwnedByAnotherDriverException extends UserException {
  private static final long serialVersionUID = 1L;

  public OwnedByAnotherDriverException(String problem) {
    super(List.of(problem));
  }

  public OwnedByAnotherDriverException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
