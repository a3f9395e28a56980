package io.thawline.schedule;

/**
 * The verdict over a round, and what comes next.
 *
 * @param improved whether this round is the best so far
 * @param bestRound the best round so far; 0 is the state right after the transfer
 * @param bestLoss its validation loss
 * @param nextPhase the phase that the next round trains in
 * @param finished whether the schedule has ended
 */
public record Decision(
    boolean improved, int bestRound, double bestLoss, int nextPhase, boolean finished) {}
