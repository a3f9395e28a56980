package io.thawline.storage;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which manifests count for nothing because their driver had lost the run.
 *
 * @param takenOver by epoch, the last round that its driver found
 */
record Fences(SortedMap<Integer, Integer> takenOver) {
  static final Fences NONE = new Fences(new TreeMap<>());

  /** Whether a driver of a later epoch goes on from before that round. */
  boolean exclude(int epoch, int round) {
    return takenOver.tailMap(epoch + 1).values().stream().anyMatch(found -> found < round);
  }
}
