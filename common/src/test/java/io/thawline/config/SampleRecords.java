package io.thawline.config;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A configuration small enough to read, with every type that a key may have. */
final class SampleRecords {
  private SampleRecords() {}

  enum Period {
    EPOCH,
    FIXED_STEPS
  }

  record Sample(
      Run run, Data data, Optimizer optimizer, SortedMap<Integer, Phase> schedule, Store store) {}

  record Run(
      @Key(help = "name of the run", example = "quickstart", kind = Key.Kind.FREE) String name,
      @Key(defaultValue = "runs/default", path = true, kind = Key.Kind.FREE) String dir,
      @Key(defaultValue = "7") long seed) {}

  record Data(
      @Key(help = "the font to draw from", example = "font.ttf", path = true) String font,
      @Key(defaultValue = "[]", path = true) List<String> more,
      @Key(defaultValue = "true") boolean reuse) {}

  record Optimizer(
      @Key(defaultValue = "1e-3", example = "1e-3") double lr,
      @Key(defaultValue = "2") int workers,
      @Key(defaultValue = "epoch") Period every,
      @Key(defaultValue = "{}") Map<String, Double> scale) {
    Optimizer {
      if (!(lr > 0)) {
        throw new IllegalArgumentException(
            "lr must be above 0, got " + lr + ": write for example lr: 1e-3");
      }
      if (workers < 1) {
        throw new IllegalArgumentException("workers must be at least 1, got " + workers);
      }
    }
  }

  record Phase(
      @Key(help = "patterns of parameters", example = "['.*']") List<String> params,
      @Key(defaultValue = "4", kind = Key.Kind.EXTENDABLE) int maxTransitionEpoch) {
    Phase {
      if (maxTransitionEpoch < 1) {
        throw new IllegalArgumentException("max_transition_epoch must be at least 1");
      }
    }
  }

  record Store(
      @Key(defaultValue = "''", kind = Key.Kind.FREE) String location,
      @Key(defaultValue = "''", kind = Key.Kind.FREE) String accessToken,
      @Key(defaultValue = "[]", kind = Key.Kind.FREE) List<Rule> rules) {}

  record Rule(String pattern, @Key(defaultValue = "keep") String action) {}
}
