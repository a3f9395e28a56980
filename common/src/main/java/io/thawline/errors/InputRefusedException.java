package io.thawline.errors;

import java.util.List;

/** A checkpoint, a font or another data file is refused: exit code 3. */
public final class InputRefusedException extends UserException {
  private static final long serialVersionUID = 1L;

  public InputRefusedException(String problem) {
    super(List.of(problem));
  }

  public InputRefusedException(List<String> problems) {
    super(problems);
  }

  public InputRefusedException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
