package io.thawline.nn;

import ai.djl.ndarray.NDArray;

/**
 * A parameter that is moved for a while and then put back to the bit, by a copy: what is added and
 * taken away again in floating point leaves a rest. It can be differentiated by, also where it is
 * frozen.
 */
public final class MovedParameter {
  private final NDArray parameter;
  private final NDArray start;

  /**
   * A parameter of these weights, which stay the caller's and are to live as long.
   *
   * @throws IllegalArgumentException when they have none of that name
   */
  public MovedParameter(Weights weights, String name) {
    parameter = weights.tensor(name);
    start = Autograd.off(parameter::duplicate);
    parameter.setRequiresGradient(true);
  }

  /** The parameter itself, to differentiate by. */
  public NDArray parameter() {
    return parameter;
  }

  /** Remembers where it stands. */
  public void keep() {
    overwrite(start, parameter);
  }

  /** Puts it back to where it stood when it was last kept. */
  public void restore() {
    overwrite(parameter, start);
  }

  private static void overwrite(NDArray target, NDArray source) {
    Autograd.off(() -> EngineLoader.loaded().ops().call(Op.OVERWRITE, target, source));
  }

  /**
   * Moves it by a distance along a direction, both in the Euclidean norm over the whole parameter;
   * stays where it is along a direction of no length, or of none that is finite.
   */
  public void move(NDArray direction, double distance) {
    double norm = norm(direction);
    if (norm > 0 && Double.isFinite(norm)) {
      add(Autograd.off(() -> direction.mul((float) (distance / norm))));
    }
  }

  /** Draws it back to at most that distance from where it was kept. */
  public void within(double radius) {
    try (NDArray way = Autograd.off(() -> parameter.sub(start))) {
      double norm = norm(way);
      if (norm > radius) {
        restore();
        add(Autograd.off(() -> way.mul((float) (radius / norm))));
      }
    }
  }

  private void add(NDArray way) {
    try (way) {
      Autograd.off(() -> parameter.addi(way));
    }
  }

  private static double norm(NDArray direction) {
    try (NDArray norm = Autograd.off(direction::norm)) {
      return norm.getFloat();
    }
  }
}
