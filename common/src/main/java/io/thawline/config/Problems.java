package io.thawline.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything found wrong so far; a user mends all of it before the next try. */
final class Problems {
  private record Problem(Place place, String text) {}

  private final List<Problem> found = new ArrayList<>();

  void add(Place place, String text) {
    found.add(new Problem(place, text));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  int count() {
    return found.size();
  }

  /** One line for each problem, in the order of the text; overrides last. */
  List<String> lines() {
    return found.stream()
        .sorted(Comparator.comparing(Problem::place))
        .map(problem -> problem.place() + ": " + problem.text())
        .map(line -> line.replaceAll("\\s*\\R\\s*", " "))
        .distinct()
        .toList();
  }
}
