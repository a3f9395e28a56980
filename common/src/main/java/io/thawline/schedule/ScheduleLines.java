package io.thawline.schedule;

import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Says which parameters of a network each phase trains, and at which rates. */
public final class ScheduleLines {
  private final Schedule schedule;
  private final Layout layout;
  private final Origin origin;
  private final int end;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> before = new HashSet<>();
  private int firstEpoch = 1;

  private ScheduleLines(Schedule schedule, Layout layout, Origin origin, int end) {
    this.schedule = schedule;
    this.layout = layout;
    this.origin = origin;
    this.end = end;
  }

  /**
   * A paragraph for each phase; the names of what it thaws, a line each.
   *
   * @param end the last epoch of the run, to which the last phase goes on
   */
  public static List<String> of(Schedule schedule, Layout layout, Origin origin, int end) {
    ScheduleLines told = new ScheduleLines(schedule, layout, origin, end);
    for (int phase = 0; phase < schedule.count(); phase++) {
      told.tell(phase);
    }
    return told.lines;
  }

  private void tell(int number) {
    PhaseOptions phase = schedule.phase(number);
    if (firstEpoch > end) {
      lines.add("Phase %d never begins: the run ends with epoch %d".formatted(number, end));
      return;
    }
    boolean last = number == schedule.count() - 1;
    lines.add(
        "Phase %d, epochs %d to %d%s"
            .formatted(
                number,
                firstEpoch,
                last ? end : Math.min(end, phase.maxTransitionEpoch()),
                ending(phase)));
    int trained = 0;
    for (ParameterGroup group : schedule.groups(number, layout, origin)) {
      tell(group);
      trained += group.parameters().size();
    }
    List<String> still = schedule.atRateZero(number, Set.of(), layout, origin);
    if (!still.isEmpty()) {
      lines.add("  at 0, which is frozen: " + String.join(", ", still));
    }
    lines.add("  frozen: %d of %d tensors".formatted(all() - trained, all()));
    firstEpoch = phase.maxTransitionEpoch() + 1;
  }

  private void tell(ParameterGroup group) {
    List<String> thawed = group.parameters().stream().filter(before::add).toList();
    boolean isOld = thawed.isEmpty();
    lines.add(
        String.format(
            Locale.ROOT,
            "  at %s, %s: %d tensors, %,d numbers",
            Double.toString(group.lr()).toLowerCase(Locale.ROOT),
            isOld ? "thawed before" : "thawed here",
            group.parameters().size(),
            numbers(group)));
    thawed.forEach(name -> lines.add("    " + name));
  }

  private static String ending(PhaseOptions phase) {
    String until =
        switch (phase.until()) {
          case EPOCHS -> "";
          case PLATEAU ->
              ", or until %d rounds in a row are no new best".formatted(phase.patience());
          case AT_ONCE -> ", or one round";
        };
    return until
        + switch (phase.atEnd()) {
          case KEEP -> "";
          case RESTORE_BEST -> "; then back to the best round";
          case ROLL_BACK -> "; then back to the best round, undone where that is an earlier one";
        };
  }

  private int all() {
    return layout.parameters().size();
  }

  private long numbers(ParameterGroup group) {
    return group.parameters().stream()
        .mapToLong(name -> layout.find(name).orElseThrow().shape().elements())
        .sum();
  }
}
