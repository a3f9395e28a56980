package io.thawline.storage;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A driver's claim to a run. The one of the highest epoch counts.
 *
 * @param epoch counts the drivers of a run, from 1
 * @param id of this claim alone
 * @param owner who claims
 * @param patienceSeconds how long it may give no sign of life before others take the run over
 * @param takenOver by epoch, the last round that was committed when its driver came; those that a
 *     later one makes superfluous are left out
 */
record Claim(
    int epoch, String id, Owner owner, int patienceSeconds, SortedMap<Integer, Integer> takenOver) {
  Claim {
    Objects.requireNonNull(id);
    Objects.requireNonNull(owner);
    takenOver = Collections.unmodifiableSortedMap(new TreeMap<>(takenOver));
    if (epoch < 1 || patienceSeconds < 1 || !takenOver.containsKey(epoch)) {
      throw new IllegalArgumentException(
          "epoch %d, patience %d, taken over %s".formatted(epoch, patienceSeconds, takenOver));
    }
  }

  /** What is known of take-overs when an epoch begins after a round. */
  static SortedMap<Integer, Integer> extended(Fences before, int epoch, int lastRound) {
    SortedMap<Integer, Integer> takenOver = new TreeMap<>(before.takenOver());
    takenOver.values().removeIf(round -> round >= lastRound);
    takenOver.put(epoch, lastRound);
    return takenOver;
  }
}
