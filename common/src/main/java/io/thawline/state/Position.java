package io.thawline.state;

import java.io.Serializable;

/**
 * Where a run stands after a round.
 *
 * @param round rounds done; 0 is the state right after the transfer
 * @param phase the phase that the next round trains in
 * @param phaseRounds rounds done in that phase
 * @param step optimizer steps done: each round counts the most steps any shard took
 * @param samples training samples consumed, all shards together
 */
public record Position(int round, int phase, int phaseRounds, long step, long samples)
    implements Serializable {
  /** Before the first round. */
  public static final Position START = new Position(0, 0, 0, 0, 0);
}
