package io.thawline.schedule;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a run stands in its schedule. It follows from the committed rounds alone, so that a run
 * that goes on decides what it would have decided.
 *
 * @param phase from 0
 * @param firstRound the first round of the phase
 * @param undone earlier phases that were undone
 */
public record Stand(int phase, int firstRound, SortedSet<Integer> undone) {
  /** Before the first round. */
  public static final Stand BEGIN = new Stand(0, 1, new TreeSet<>());

  public Stand {
    undone = Collections.unmodifiableSortedSet(new TreeSet<>(undone));
  }

  /**
   * Where it stands in a round.
   *
   * @param trainedIn the phase of that round
   * @param before the verdict over the round before it
   */
  public Stand in(Schedule schedule, int round, int trainedIn, Decision before) {
    if (trainedIn == phase) {
      return this;
    }
    SortedSet<Integer> without = new TreeSet<>(undone);
    if (isUndone(schedule, before)) {
      without.add(phase);
    }
    return new Stand(trainedIn, round, without);
  }

  /**
   * Whether the phase ends with a round that it trained.
   *
   * @param nextEpoch the epoch of the round after it
   * @param decision the verdict over it
   */
  public boolean isOver(Schedule schedule, int round, int nextEpoch, Decision decision) {
    if (round < firstRound) {
      return false;
    }
    PhaseOptions options = schedule.phase(phase);
    return nextEpoch > options.maxTransitionEpoch()
        || switch (options.until()) {
          case EPOCHS -> false;
          case PLATEAU -> stale(round, decision) >= options.patience();
          case AT_ONCE -> true;
        };
  }

  /** How many of the phase's rounds, up to that one, followed its last new best. */
  public int stale(int round, Decision decision) {
    return round - Math.max(firstRound - 1, decision.bestRound());
  }

  /** Whether the end of the phase undoes it. */
  public boolean isUndone(Schedule schedule, Decision decision) {
    return schedule.phase(phase).atEnd() == AtEnd.ROLL_BACK && decision.bestRound() < firstRound;
  }

  /** Whether the next phase goes on from the best round, and that is another than the last. */
  public boolean isRestored(Schedule schedule, int round, Decision decision) {
    return schedule.phase(phase).atEnd() != AtEnd.KEEP && decision.bestRound() != round;
  }
}
