package io.thawline.task;

import io.thawline.config.Key;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a network also learns from texts whose word embeddings were moved against it. Distances
 * are Euclidean, over the whole table.
 *
 * @param kind how they are moved
 * @param epsilon how far at most
 * @param alpha how far a step of pgd
 * @param steps of pgd
 */
public record AdversarialOptions(
    @Key(help = "none, fgm or pgd", defaultValue = "none") Kind kind,
    @Key(help = "how far word embeddings are moved", defaultValue = "1.0") double epsilon,
    @Key(help = "how far a step of pgd moves them", defaultValue = "0.3") double alpha,
    @Key(help = "steps of pgd", defaultValue = "3") int steps)
    implements Serializable {
  /** How word embeddings are moved. */
  public enum Kind {
    NONE,
    /** Once along the gradient (Miyato et al. 2017). */
    FGM,
    /** In steps, each along its own gradient, inside a ball (Madry et al. 2018). */
    PGD
  }

  public AdversarialOptions {
    List<String> problems = new ArrayList<>();
    requirePositive(problems, "epsilon", epsilon, "1.0");
    requirePositive(problems, "alpha", alpha, "0.3");
    if (steps < 1) {
      problems.add("steps must be at least 1, got " + steps);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private static void requirePositive(
      List<String> problems, String key, double value, String example) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      problems.add(
          "%s must be above 0, got %s: write for example %s".formatted(key, value, example));
    }
  }

  /** What moves a parameter so. */
  Adversary on(String parameter) {
    return switch (kind) {
      case NONE -> Adversary.NONE;
      case FGM -> Adversary.fgm(parameter, epsilon);
      case PGD -> new Adversary(parameter, alpha, epsilon, steps);
    };
  }
}
