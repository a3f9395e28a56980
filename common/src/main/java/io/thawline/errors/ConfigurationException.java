package io.thawline.errors;

import java.util.List;

/** The command line or the configuration cannot be used: exit code 2. */
public final class ConfigurationException extends UserException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(String problem) {
    super(List.of(problem));
  }

  public ConfigurationException(List<String> problems) {
    super(problems);
  }

  public ConfigurationException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
