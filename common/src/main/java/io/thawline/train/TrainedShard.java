package io.thawline.train;

/**
 * A trained shard in the engine's memory, to be read from there without a copy. What {@link
 * #result} holds is gone when it is closed.
 */
public final class TrainedShard implements AutoCloseable {
  private final Learners learners;
  private final ShardResult result;

  TrainedShard(Learners learners, ShardResult result) {
    this.learners = learners;
    this.result = result;
  }

  /** What it made of the round. */
  public ShardResult result() {
    return result;
  }

  @Override
  public void close() {
    learners.close();
  }
}
