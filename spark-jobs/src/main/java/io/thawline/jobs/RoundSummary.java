package io.thawline.jobs;

/**
 * What there is to say of a round that was committed.
 *
 * @param round from 1
 * @param roundsAtMost the last round that the schedule allows
 * @param phase from 0
 * @param trainLoss mean over the round's samples
 * @param valLoss of the averaged weights
 * @param improved whether this round is the best so far
 * @param samplesPerSecond trained, over all shards
 * @param seconds from the round's beginning to its judgement
 * @param secondsLeft to the end of round {@code roundsAtMost}, as far as can be told
 */
public record RoundSummary(
    int round,
    int roundsAtMost,
    int phase,
    double trainLoss,
    double valLoss,
    boolean improved,
    double samplesPerSecond,
    double seconds,
    double secondsLeft) {}
