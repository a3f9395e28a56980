package io.thawline.schedule;

import io.thawline.config.Key;
import java.io.Serializable;
import java.util.Locale;

/**
 * How rates change over the optimizer steps of a run. The rate of a step follows from its number
 * alone, so that shards agree and a run that goes on repeats it.
 *
 * @param kind of the curve
 * @param steps at which it ends; 0 for those that the schedule had when the run began
 * @param every steps between two drops, for the kinds {@link Kind#STEP} and {@link Kind#HALVING}
 * @param factor of a drop, for the kind {@link Kind#STEP}
 * @param floor the lowest rate, of {@code cosine} and {@code halving}
 * @param warmUp share of the steps in which rates rise, of {@code one_cycle} and {@code linear}
 */
public record RateOptions(
    @Key(
            help = "how rates change: constant, step, cosine, one_cycle, linear or halving",
            defaultValue = "constant")
        Kind kind,
    @Key(help = "steps at which the curve ends, 0 for the schedule's", defaultValue = "0")
        long steps,
    @Key(help = "steps between drops", defaultValue = "0") long every,
    @Key(help = "factor of a drop", defaultValue = "0.1") double factor,
    @Key(help = "the lowest rate", defaultValue = "0") double floor,
    @Key(help = "share of the steps in which rates rise", defaultValue = "0.1") double warmUp)
    implements Serializable {
  /** Rates that stay as they are. */
  public static final RateOptions CONSTANT = new RateOptions(Kind.CONSTANT, 0, 0, 0.1, 0, 0.1);

  private static final double START_DIVISOR = 25;
  private static final double END_DIVISOR = 1e4;

  /** Curves. */
  public enum Kind {
    /** Rates stay as they are. */
    CONSTANT,
    /** Multiplied by {@code factor} after every so many steps, as PyTorch's StepLR. */
    STEP,
    /** Half a cosine down to the floor, as PyTorch's CosineAnnealingLR. */
    COSINE,
    /** Up from a 25th and down to a 250,000th, as PyTorch's OneCycleLR (Smith and Topin 2018). */
    ONE_CYCLE,
    /** Straight up from 0, then straight down to 0, as Hugging Face trains transformers. */
    LINEAR,
    /** Halved after every so many steps, not below the floor, as zi2zi does. */
    HALVING
  }

  public RateOptions {
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be 0 or more, got " + steps);
    }
    if ((kind == Kind.STEP || kind == Kind.HALVING) && every < 1) {
      throw new IllegalArgumentException(
          "every must be at least 1 step for kind %s, got %d: write for example 500"
              .formatted(kind.name().toLowerCase(Locale.ROOT), every));
    }
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("factor must be above 0 and at most 1, got " + factor);
    }
    if (!(floor >= 0 && floor < Double.MAX_VALUE)) {
      throw new IllegalArgumentException("floor must be 0 or more, got " + floor);
    }
    if (!(warmUp >= 0 && warmUp < 1)) {
      throw new IllegalArgumentException("warm_up must be at least 0 and below 1, got " + warmUp);
    }
  }

  /** Whether the curve ends with the schedule, whose length it then has to be told. */
  public boolean followsSchedule() {
    return steps == 0 && (kind == Kind.COSINE || kind == Kind.ONE_CYCLE || kind == Kind.LINEAR);
  }

  /** The same curve, which ends after so many steps where it followed the schedule. */
  public RateOptions ending(long scheduled) {
    return followsSchedule()
        ? new RateOptions(kind, scheduled, every, factor, floor, warmUp)
        : this;
  }

  /**
   * The rate of a step.
   *
   * @param lr the group's own
   * @param step of the run, from 0
   */
  public double at(double lr, long step) {
    return switch (kind) {
      case CONSTANT -> lr;
      case STEP -> lr * Math.pow(factor, drops(step));
      case HALVING -> Math.max(lr * Math.pow(0.5, drops(step)), Math.min(floor, lr));
      case COSINE -> cosine(lr, Math.min(floor, lr), (double) Math.min(step, steps) / steps);
      case ONE_CYCLE -> oneCycle(lr, Math.min(step, steps - 1));
      case LINEAR -> lr * linear(Math.min(step, steps));
    };
  }

  private double drops(long step) {
    return Math.floor((double) step / every);
  }

  private static double cosine(double start, double end, double share) {
    return end + (start - end) / 2 * (1 + Math.cos(Math.PI * share));
  }

  private double oneCycle(double top, long step) {
    double start = top / START_DIVISOR;
    double turn = warmUp * steps - 1;
    return step < turn
        ? cosine(start, top, step / turn)
        : cosine(top, start / END_DIVISOR, (step - turn) / (steps - 1 - turn));
  }

  private double linear(long step) {
    long turn = (long) (warmUp * steps);
    return step < turn ? (double) step / turn : (double) (steps - step) / Math.max(1, steps - turn);
  }
}
