package io.thawline.schedule;

import io.thawline.tensor.Layout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Schedules by name, for those who write none. */
public enum ScheduleMode {
  /** The phases that are written out. */
  CUSTOM,
  /** What is new trains; all that was transferred stays frozen. */
  FEATURE_EXTRACTION,
  /** Everything trains from the first step; the checkpoint is where it starts. */
  FULL,
  /** What is new and what is next to it first, then everything. */
  STAGED,
  /** From the output back, one group more a phase, at falling rates (Howard and Ruder 2018). */
  GRADUAL,
  /** Everything trains, and nothing is taken from a checkpoint. */
  SCRATCH;

  private static final double LAST_RATE = 0.1;

  /**
   * The phases of this mode.
   *
   * @param epochs of the whole run
   * @param lr the optimizer's rate
   * @throws IllegalStateException for {@link #CUSTOM}, which has none of its own
   */
  public SortedMap<Integer, PhaseOptions> phases(Layout layout, int epochs, double lr) {
    List<PhaseOptions> phases =
        switch (this) {
          case CUSTOM -> throw new IllegalStateException("no phases of its own");
          case FEATURE_EXTRACTION -> List.of(phase(List.of("new"), lr, AtEnd.KEEP, epochs));
          case FULL, SCRATCH -> List.of(phase(List.of(".*"), lr, AtEnd.KEEP, epochs));
          case STAGED -> staged(epochs, lr);
          case GRADUAL -> gradual(layout, epochs, lr);
        };
    SortedMap<Integer, PhaseOptions> numbered = new TreeMap<>();
    phases.forEach(phase -> numbered.put(numbered.size(), phase));
    return numbered;
  }

  private static List<PhaseOptions> staged(int epochs, double lr) {
    List<PhaseOptions> phases = new ArrayList<>();
    if (epochs > 1) {
      phases.add(
          phase(List.of("new", "near_new"), lr, AtEnd.RESTORE_BEST, Math.max(1, epochs / 4)));
    }
    phases.add(phase(List.of(".*"), lr / 2, AtEnd.KEEP, epochs));
    return phases;
  }

  private static List<PhaseOptions> gradual(Layout layout, int epochs, double lr) {
    int groups = layout.groups().size();
    int count = Math.min(groups, epochs);
    List<PhaseOptions> phases = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      int top = (int) (((long) number * groups + count - 1) / count);
      double share = count == 1 ? 0 : (number - 1.0) / (count - 1);
      phases.add(
          phase(
              List.of("top %d groups".formatted(top)),
              rounded(lr * Math.pow(LAST_RATE, share)),
              number < count ? AtEnd.RESTORE_BEST : AtEnd.KEEP,
              (int) ((long) number * epochs / count)));
    }
    return phases;
  }

  private static double rounded(double rate) {
    return new BigDecimal(rate).round(new MathContext(2)).doubleValue();
  }

  private static PhaseOptions phase(List<String> params, double lr, AtEnd atEnd, int lastEpoch) {
    return new PhaseOptions(
        params,
        OptionalDouble.of(lr),
        Map.of(),
        1,
        OptionalDouble.empty(),
        BatchNorm.LEARN,
        Until.EPOCHS,
        3,
        atEnd,
        lastEpoch);
  }

  /**
   * How many groups, from the output back, so few samples can teach: a rule of thumb, by which less
   * data thaws fewer layers.
   */
  public static int groupsFor(long samples, int groups) {
    if (samples < 200) {
      return Math.max(1, groups / 4);
    }
    return samples < 2000 ? Math.max(1, groups / 2) : groups;
  }
}
