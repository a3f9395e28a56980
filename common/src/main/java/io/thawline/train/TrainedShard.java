package io.thawline.train;

import io.thawline.nn.Weights;

/**
 * A trained shard in the engine's memory, to be read from there without a copy. What {@link
 * #result} holds is gone when it is closed.
 */
public final class TrainedShard implements AutoCloseable {
  private final Weights weights;
  private final ShardResult result;

  TrainedShard(Weights weights, ShardResult result) {
    this.weights = weights;
    this.result = result;
  }

  /** What it made of the round. */
  public ShardResult result() {
    return result;
  }

  @Override
  public void close() {
    weights.close();
  }
}
