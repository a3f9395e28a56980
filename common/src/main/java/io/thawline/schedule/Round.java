package io.thawline.schedule;

import java.io.Serializable;
import java.util.List;

/**
 * What shards train between two averagings: a part of an epoch.
 *
 * @param number from 1
 * @param epoch from 1
 * @param part of the epoch, from 0
 * @param period how epochs are cut
 */
public record Round(int number, int epoch, int part, Period period) implements Serializable {
  /** A round that is a whole epoch. */
  public static Round epoch(int epoch) {
    return new Round(epoch, epoch, 0, new Period(Period.Unit.ROUNDS_AN_EPOCH, 1));
  }

  /** The batches of this round, of those that a shard has in the epoch; perhaps none. */
  public <T> List<T> of(List<T> batches) {
    return batches.subList(begin(batches.size(), part), begin(batches.size(), part + 1));
  }

  private int begin(int batches, int before) {
    long begin =
        period.unit() == Period.Unit.STEPS
            ? (long) before * period.count()
            : (long) batches * before / period.count();
    return (int) Math.min(batches, begin);
  }
}
