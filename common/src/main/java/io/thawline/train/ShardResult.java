package io.thawline.train;

import io.thawline.state.NetworkState;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one shard made of a round.
 *
 * @param networks by name, what moved alone: trainable parameters, their moments, and the
 *     statistics of BatchNorm layers that are not frozen
 * @param samples consumed: the shard's weight in the mean
 * @param steps optimizer steps
 * @param lossSum of each batch's loss, on the scale of the scores, times its samples, before the
 *     step it caused
 */
public record ShardResult(
    Map<String, NetworkState> networks, long samples, long steps, double lossSum) {
  public ShardResult {
    networks = Collections.unmodifiableMap(new TreeMap<>(networks));
  }
}
