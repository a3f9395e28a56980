package io.thawline.cluster;

import io.thawline.averaging.RoundMeans;
import io.thawline.errors.RunFailedException;
import io.thawline.state.ComputedBy;
import io.thawline.state.RoundState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the shards of a round tell beside the weights. Safe for use by several threads. */
final class Summaries {
  private final SortedMap<Integer, ShardSummary> byShard = new TreeMap<>();

  synchronized void put(int shard, ShardSummary summary) {
    byShard.put(shard, summary);
  }

  /**
   * The round, when all is in.
   *
   * @param maxLostShare of the shards, that may be left out
   * @throws RunFailedException when the round cannot stand
   */
  synchronized TrainedRound join(RoundState before, RoundMeans means, double maxLostShare) {
    List<String> lost = lost();
    List<ShardSummary> kept =
        byShard.values().stream().filter(summary -> summary.weight() > 0).toList();
    if (lost.size() > maxLostShare * byShard.size() || (!lost.isEmpty() && kept.isEmpty())) {
      throw new RunFailedException(
          "training diverged in %s; lower the learning rates of the schedule, or set optimizer.clip_norm"
              .formatted(String.join(" and in ", lost)));
    } else if (kept.isEmpty()) {
      throw new RunFailedException("no shard of this round has a sample");
    }
    ComputedBy origin = commonOrigin();
    List<Long> weights = kept.stream().map(ShardSummary::weight).toList();
    long steps = kept.stream().mapToLong(ShardSummary::steps).max().orElseThrow();
    long samples = weights.stream().mapToLong(Long::longValue).sum();
    double loss = kept.stream().mapToDouble(ShardSummary::lossSum).sum() / samples;
    return new TrainedRound(
        means.join(before, steps), samples, steps, loss, origin, means.cosine(weights), lost);
  }

  /** In a line each, the shards that diverged. */
  private List<String> lost() {
    List<String> lost = new ArrayList<>();
    for (Map.Entry<Integer, ShardSummary> shard : byShard.entrySet()) {
      String divergence = shard.getValue().divergence();
      if (!divergence.isEmpty()) {
        lost.add("shard %d at %s".formatted(shard.getKey(), divergence));
      }
    }
    return lost;
  }

  private ComputedBy commonOrigin() {
    Map<String, ComputedBy> origins = new TreeMap<>();
    byShard.forEach((shard, summary) -> origins.put("shard " + shard, summary.computedBy()));
    return CommonOrigin.of(origins);
  }
}
