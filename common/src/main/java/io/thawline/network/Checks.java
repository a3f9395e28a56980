package io.thawline.network;

import java.util.List;

/** What the options of networks judge alike: one line a problem, which begins with the key. */
final class Checks {
  private Checks() {}

  static void atLeastOne(List<String> problems, String key, int value) {
    if (value < 1) {
      problems.add("%s must be at least 1, got %d".formatted(key, value));
    }
  }

  static void probability(List<String> problems, String key, double value) {
    if (!(value >= 0 && value < 1)) {
      problems.add("%s must be from 0 to below 1, got %s".formatted(key, value));
    }
  }

  /** Of images that are grey or coloured. */
  static void channels(List<String> problems, int value) {
    if (value != 1 && value != 3) {
      problems.add("channels must be 1 or 3, got " + value);
    }
  }

  /**
   * Ends a judgement.
   *
   * @throws IllegalArgumentException when there is a problem
   */
  static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }
}
