package io.thawline.schedule;

/**
 * The verdict over a round.
 *
 * @param improved whether this round is the best so far
 * @param bestRound the best round so far; 0 is the state right after the transfer
 * @param bestLoss its value of the monitored metric, which is a loss unless another is named
 */
public record Decision(boolean improved, int bestRound, double bestLoss) {}
