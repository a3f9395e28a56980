package io.thawline.cluster;

import io.thawline.state.ComputedBy;
import io.thawline.state.NetworkState;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What a round of training came to, all shards together.
 *
 * @param networks after the averaging, by name
 * @param samples consumed
 * @param steps the most optimizer steps any shard took
 * @param losses that the objectives told, means over the samples, by name
 * @param computedBy what computed it
 * @param cosine between the ways that shards went, mean of all pairs; empty for fewer than two
 * @param lost in a line each, the shards whose results were not finite and left out
 */
public record TrainedRound(
    Map<String, NetworkState> networks,
    long samples,
    long steps,
    SortedMap<String, Double> losses,
    ComputedBy computedBy,
    OptionalDouble cosine,
    List<String> lost) {}
