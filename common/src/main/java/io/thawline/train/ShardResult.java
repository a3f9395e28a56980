package io.thawline.train;

import io.thawline.state.NetworkState;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one shard made of a round.
 *
 * @param networks by name, what moved alone: trainable parameters, what the optimizer remembers of
 *     them, and the statistics of BatchNorm layers that are not frozen
 * @param samples consumed: the shard's weight in the mean
 * @param steps optimizer steps
 * @param told by the objectives: each batch's value times its samples, before the step it caused,
 *     added up; by name
 * @param divergence where and how the results stopped being finite numbers; empty where they did
 *     not. Nothing else of a shard that diverged is worth anything
 */
public record ShardResult(
    Map<String, NetworkState> networks,
    long samples,
    long steps,
    SortedMap<String, Double> told,
    String divergence) {
  public ShardResult {
    networks = Collections.unmodifiableMap(new TreeMap<>(networks));
    told = Collections.unmodifiableSortedMap(new TreeMap<>(told));
  }
}
