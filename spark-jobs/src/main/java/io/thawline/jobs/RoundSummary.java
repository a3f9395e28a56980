package io.thawline.jobs;

import java.util.OptionalDouble;

/**
 * What there is to say of a round that was committed.
 *
 * @param round from 1
 * @param roundsAtMost the last round that the schedule allows
 * @param epoch from 1; a round may be a part of one
 * @param phase from 0
 * @param trainLoss mean over the round's samples
 * @param valLoss of the averaged weights
 * @param improved whether this round is the best so far
 * @param cosine between the ways that shards went, mean of all pairs; empty for one shard
 * @param samplesPerSecond trained, over all shards
 * @param seconds from the round's beginning to its judgement
 * @param secondsLeft to the end of round {@code roundsAtMost}, as far as can be told
 */
public record RoundSummary(
    int round,
    int roundsAtMost,
    int epoch,
    int phase,
    double trainLoss,
    double valLoss,
    boolean improved,
    OptionalDouble cosine,
    double samplesPerSecond,
    double seconds,
    double secondsLeft) {}
