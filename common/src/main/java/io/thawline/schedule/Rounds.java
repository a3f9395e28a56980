package io.thawline.schedule;

import io.thawline.errors.ConfigurationException;

/** The rounds of a run: which part of which epoch each of them trains. */
public final class Rounds {
  private final Period period;
  private final int perEpoch;
  private final int lastEpoch;

  /**
   * The rounds of a schedule.
   *
   * @param stepsAnEpoch optimizer steps of the largest shard in an epoch
   * @param lastEpoch of the schedule
   * @throws ConfigurationException when an epoch has too few steps for its rounds
   */
  public Rounds(Period period, int stepsAnEpoch, int lastEpoch) {
    if (period.unit() == Period.Unit.ROUNDS_AN_EPOCH && period.count() > stepsAnEpoch) {
      throw new ConfigurationException(
          "averaging.every asks for %d rounds an epoch, but the largest shard has %d optimizer steps in one: ask for %d at most, or use a smaller data.batch_size."
              .formatted(period.count(), stepsAnEpoch, stepsAnEpoch));
    }
    this.period = period;
    this.perEpoch =
        period.unit() == Period.Unit.STEPS
            ? Math.max(1, (stepsAnEpoch + period.count() - 1) / period.count())
            : period.count();
    this.lastEpoch = lastEpoch;
  }

  /** How many rounds the schedule has. */
  public int count() {
    return lastEpoch * perEpoch;
  }

  /** How many rounds an epoch has. */
  public int perEpoch() {
    return perEpoch;
  }

  /**
   * A round.
   *
   * @param number from 1
   */
  public Round at(int number) {
    return new Round(number, 1 + (number - 1) / perEpoch, (number - 1) % perEpoch, period);
  }
}
