package io.thawline.host;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found in one place. Each problem and each warning is one line: where, what, and how to
 * mend it.
 */
public final class HostReport implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final LinkedHashMap<String, String> facts = new LinkedHashMap<>();
  private final ArrayList<String> problems = new ArrayList<>();
  private final ArrayList<String> warnings = new ArrayList<>();

  /** An empty report of a place, such as {@code node7 (executor 2)}. */
  public HostReport(String place) {
    this.place = place;
  }

  /** Notes a fact under a heading. */
  public void fact(String heading, String value) {
    facts.put(heading, value);
  }

  /** Notes what stops a run here. */
  public void problem(String what, String remedy) {
    problems.add("%s: %s: %s".formatted(place, what, remedy));
  }

  /** Notes what a run here can live with. */
  public void warning(String what, String consequence) {
    warnings.add("%s: %s: %s".formatted(place, what, consequence));
  }

  public String place() {
    return place;
  }

  /** By heading, in the order in which they were noted. */
  public Map<String, String> facts() {
    return new LinkedHashMap<>(facts);
  }

  public List<String> problems() {
    return List.copyOf(problems);
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
