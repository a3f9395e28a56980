package io.thawline.jobs;

import java.util.ArrayList;
import java.util.List;

/**
 * Some of a row of things whose length is not known beforehand, at equal distances. All of them
 * where they are few.
 */
final class Thinned<T> {
  private final int most;
  private final List<T> kept = new ArrayList<>();
  private long distance = 1;
  private long seen;

  /**
   * None yet.
   *
   * @param most how many are kept at most, at least 1
   */
  Thinned(int most) {
    this.most = most;
  }

  void add(T next) {
    if (seen % distance == 0) {
      if (kept.size() == most) {
        thin();
      }
      if (seen % distance == 0) {
        kept.add(next);
      }
    }
    seen++;
  }

  private void thin() {
    for (int i = kept.size() - 1; i > 0; i--) {
      if (i % 2 == 1) {
        kept.remove(i);
      }
    }
    distance *= 2;
  }

  /** How many there were. */
  long seen() {
    return seen;
  }

  List<T> kept() {
    return List.copyOf(kept);
  }
}
