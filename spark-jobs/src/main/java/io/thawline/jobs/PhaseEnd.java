package io.thawline.jobs;

import io.thawline.schedule.Decision;
import io.thawline.schedule.Schedule;
import io.thawline.schedule.Stand;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a phase, as it is told.
 *
 * @param stand in the round that the phase ended with
 * @param round that round
 * @param decision the verdict over it
 */
record PhaseEnd(Schedule schedule, Stand stand, int round, Decision decision) {
  /** Whether what follows goes on from the best round, which is another. */
  boolean isRestored() {
    return stand.isRestored(schedule, round, decision);
  }

  /** What there is to say where another phase follows. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Phase %d ends with round %d%s"
            .formatted(
                stand.phase(),
                round,
                isRestored()
                    ? "; the run goes on from round %d, the best".formatted(decision.bestRound())
                    : ""));
    lines.addAll(undoing("; what it thawed is frozen again"));
    return lines;
  }

  /** What there is to say where the run ends with it. */
  List<String> ending() {
    return undoing("");
  }

  private List<String> undoing(String consequence) {
    return stand.isUndone(schedule, decision)
        ? List.of(
            "Phase %d is undone: none of its rounds was better than round %d%s"
                .formatted(stand.phase(), decision.bestRound(), consequence))
        : List.of();
  }
}
