package io.thawline.averaging;

import java.io.Serializable;

/**
 * How a round's mean moves the common weights: {@code delta = before - mean} is taken for a
 * gradient, and a step of descent with momentum follows it. The plain mean is the step of rate 1
 * without momentum.
 *
 * <p>Heavy ball is SlowMo's step (Wang et al. 2020, arXiv 1910.00643), {@code u = momentum * u +
 * delta; weights = before - lr * u}, with the inner rate left out of {@code u}, since groups have
 * rates of their own. Nesterov's form is DiLoCo's (Douillard et al. 2023, arXiv 2311.08105), {@code
 * weights = before - lr * (delta + momentum * u)}.
 *
 * @param lr of the outer step
 * @param momentum share of the velocity that is kept each round
 * @param nesterov whether the step looks ahead
 */
public record OuterStep(double lr, double momentum, boolean nesterov) implements Serializable {
  /** The plain mean. */
  static final OuterStep NONE = new OuterStep(1, 0, false);

  /** Whether the weights become the mean itself. */
  boolean isMean() {
    return lr == 1 && momentum == 0;
  }

  /** Whether it remembers anything from one round to the next. */
  boolean hasVelocity() {
    return momentum > 0;
  }

  /** The same step with another share of the velocity kept. */
  public OuterStep withMomentum(double share) {
    return new OuterStep(lr, share, nesterov);
  }

  /** The velocity after a round. */
  double velocity(double before, double delta) {
    return momentum * before + delta;
  }

  /**
   * What is taken from the weights.
   *
   * @param velocity after the round
   */
  double move(double velocity, double delta) {
    return lr * (nesterov ? delta + momentum * velocity : velocity);
  }
}
