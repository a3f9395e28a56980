package io.thawline.task;

/**
 * Moves a parameter against the loss before a second pass, and back behind it: {@code steps} times
 * by {@code distance} along the gradient, never farther than {@code radius} from where it stands,
 * in the Euclidean norm over the whole parameter.
 *
 * @param parameter its name; empty for none
 * @param steps 0 for no adversary
 */
public record Adversary(String parameter, double distance, double radius, int steps) {
  /** Leaves everything where it is. */
  public static final Adversary NONE = new Adversary("", 0, 0, 0);

  /** One step (the fast gradient method, Miyato et al. 2017). */
  public static Adversary fgm(String parameter, double distance) {
    return new Adversary(parameter, distance, Double.POSITIVE_INFINITY, 1);
  }
}
