package io.thawline.storage;

import io.thawline.errors.ConfigurationException;
import io.thawline.schedule.Decision;
import io.thawline.state.ComputedBy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a round beside its state.
 *
 * @param phase the phase that it trained in; 0 for round 0, which trains nothing
 * @param computedBy what computed it
 * @param identity the configuration keys that change the numbers, with their values
 * @param configurationHash of the effective configuration
 * @param metrics by name, such as {@code train_loss}; finite
 * @param decision what was concluded
 */
public record RoundRecord(
    int phase,
    ComputedBy computedBy,
    SortedMap<String, String> identity,
    String configurationHash,
    SortedMap<String, Double> metrics,
    Decision decision) {
  public RoundRecord {
    Objects.requireNonNull(computedBy);
    Objects.requireNonNull(configurationHash);
    if (!Double.isFinite(decision.bestLoss())) {
      throw new IllegalArgumentException("best loss is " + decision.bestLoss());
    }
    identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    for (Map.Entry<String, Double> metric : metrics.entrySet()) {
      if (!Double.isFinite(metric.getValue())) {
        throw new IllegalArgumentException(metric.getKey() + " is " + metric.getValue());
      }
    }
  }

  /** Refuses to go on at that place under other numbers, with one line for each that differs. */
  void requireIdentity(SortedMap<String, String> now, String location) {
    Set<String> keys = new TreeSet<>(identity.keySet());
    keys.addAll(now.keySet());
    List<String> problems = new ArrayList<>();
    for (String key : keys) {
      String was = identity.getOrDefault(key, "absent");
      String is = now.getOrDefault(key, "absent");
      if (!was.equals(is)) {
        problems.add(
            "%s was %s when %s began and is %s now: use --fresh to begin anew, or another run.dir."
                .formatted(key, was, location, is));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
