package io.thawline.cluster;

import io.thawline.errors.RunFailedException;
import io.thawline.state.ComputedBy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds what computes in one place against what computes in others. */
final class CommonOrigin {
  private CommonOrigin() {}

  /**
   * What computes everywhere.
   *
   * @param origins by place; one at least
   * @throws RunFailedException naming each place, where they compute other bits than each other
   */
  static ComputedBy of(Map<String, ComputedBy> origins) {
    Set<ComputedBy> kinds = Set.copyOf(origins.values());
    if (kinds.size() > 1) {
      throw new RunFailedException(
          "The executors compute other bits than each other: %s. Run on machines of one kind of processor."
              .formatted(
                  new TreeMap<>(origins)
                      .entrySet().stream()
                          .map(origin -> origin.getKey() + " with " + origin.getValue().describe())
                          .collect(Collectors.joining("; "))));
    }
    return kinds.iterator().next();
  }
}
