package io.thawline.cluster;

import io.thawline.state.ComputedBy;
import io.thawline.state.NetworkState;
import java.util.Map;

/**
 * What a round of training came to, all shards together.
 *
 * @param networks after the averaging, by name
 * @param samples consumed
 * @param steps the most optimizer steps any shard took
 * @param trainLoss mean over the samples
 * @param computedBy what computed it
 */
public record TrainedRound(
    Map<String, NetworkState> networks,
    long samples,
    long steps,
    double trainLoss,
    ComputedBy computedBy) {}
