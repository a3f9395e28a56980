package io.thawline.state;

import java.io.Serializable;

/**
 * Where a run stands after a round.
 *
 * @param round rounds done; 0 is the state right after the transfer
 * @param step optimizer steps done: each round counts the most steps any shard took
 * @param samples training samples consumed, all shards together
 */
public record Position(int round, long step, long samples) implements Serializable {
  /** Before the first round. */
  public static final Position START = new Position(0, 0, 0);

  /** Where it stands one round later. */
  public Position next(long steps, long consumed) {
    return new Position(round + 1, step + steps, samples + consumed);
  }
}
