package io.thawline.jobs;

import io.thawline.schedule.Origin;
import io.thawline.schedule.Schedule;
import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Names the parameters that a schedule takes at rate 0, which is frozen by another name. */
final class RateZero {
  private static final int NAMED = 5;

  private RateZero() {}

  /** A line for each phase, from the one that a run stands in, that leaves others so. */
  static List<String> lines(RunConfig config, RunHistory history) {
    List<String> lines = new ArrayList<>();
    String main = config.learned().mainNetwork();
    config
        .networks()
        .forEach(
            (name, plan) -> {
              boolean isMain = name.equals(main);
              Layout layout = plan.model().network().layout();
              Origin origin = isMain ? history.origin() : Origin.NOTHING_NEW;
              Set<Integer> undone = isMain ? history.stand().undone() : Set.of();
              String before = "";
              int first = isMain ? history.stand().phase() : 0;
              for (int phase = first; phase < plan.phases().size(); phase++) {
                String now = words(plan.schedule(), phase, undone, layout, origin);
                if (!now.isEmpty() && !now.equals(before)) {
                  lines.add(
                      "Phase %d%s: %s".formatted(phase, isMain ? "" : " of the " + name, now));
                }
                before = now;
              }
            });
    return lines;
  }

  /** What a phase leaves so, in words; empty where there is nothing. */
  static String words(
      Schedule schedule, int phase, Set<Integer> undone, Layout layout, Origin origin) {
    List<String> names = schedule.atRateZero(phase, undone, layout, origin);
    if (names.isEmpty()) {
      return "";
    }
    int more = names.size() - NAMED;
    return "at rate 0, which is frozen: %s%s"
        .formatted(
            String.join(", ", names.subList(0, Math.min(NAMED, names.size()))),
            more > 0 ? " and %d more".formatted(more) : "");
  }
}
