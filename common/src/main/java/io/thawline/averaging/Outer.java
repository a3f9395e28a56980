package io.thawline.averaging;

/** Which outer step follows the mean of a round. */
public enum Outer {
  /** The plain mean. */
  NONE,
  /** Heavy-ball momentum 0.5 at rate 1 (arXiv 1910.00643). */
  SLOWMO,
  /** Nesterov momentum 0.9 at rate 0.7 (arXiv 2311.08105): for 20 rounds or more and much data. */
  DILOCO,
  /** SlowMo's, with the momentum that suits the number of workers and of rounds. */
  AUTO;

  private static final int FEW_WORKERS = 4;
  private static final int FEW_ROUNDS = 8;

  /**
   * The step for a run.
   *
   * @param rounds of the whole run
   */
  public OuterStep step(int workers, int rounds) {
    return switch (this) {
      case NONE -> OuterStep.NONE;
      case SLOWMO -> heavyBall(0.5);
      case DILOCO -> new OuterStep(0.7, 0.9, true);
      case AUTO -> heavyBall(workers < FEW_WORKERS ? 0 : rounds < FEW_ROUNDS ? 0.2 : 0.5);
    };
  }

  private static OuterStep heavyBall(double momentum) {
    return new OuterStep(1, momentum, false);
  }
}
