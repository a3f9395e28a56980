package io.thawline.task;

import io.thawline.config.Key;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * How much a sample of each class counts in the loss that is trained.
 *
 * @param kind whose numbers they are
 * @param weights one a class, in the order of the sorted labels; of {@link Kind#LISTED} alone
 */
public record ClassWeightOptions(
    @Key(help = "equal, balanced or listed", defaultValue = "equal") Kind kind,
    @Key(
            help = "one a class, in the order of the sorted labels",
            defaultValue = "[]",
            example = "[1, 2.5]")
        List<Double> weights)
    implements Serializable {
  /** Every sample counts alike. */
  public static final ClassWeightOptions EQUAL = new ClassWeightOptions(Kind.EQUAL, List.of());

  /** Whose numbers they are. */
  public enum Kind {
    EQUAL,
    /** Samples divided by classes and by those of the class: all classes count alike. */
    BALANCED,
    LISTED
  }

  public ClassWeightOptions {
    weights = List.copyOf(weights);
    if (weights.isEmpty() == (kind == Kind.LISTED)) {
      throw new IllegalArgumentException(
          kind == Kind.LISTED
              ? "weights is empty: write a number for each class, such as [1, 2.5]"
              : "weights is for kind: listed; leave it out, or set kind");
    }
    if (weights.stream().anyMatch(each -> !(each > 0 && each < Double.MAX_VALUE))) {
      throw new IllegalArgumentException("weights must be above 0, got " + weights);
    }
  }

  /** Why they do not fit; empty when they do. */
  List<String> problems(int classes) {
    return kind == Kind.LISTED && weights.size() != classes
        ? List.of(
            "task.class_weights.weights must have a number for each of the model's %d classes, got %d"
                .formatted(classes, weights.size()))
        : List.of();
  }

  /**
   * A weight a class.
   *
   * @param counts training samples of each class, all above 0
   */
  public List<Double> of(List<Long> counts) {
    double all = counts.stream().mapToLong(Long::longValue).sum();
    return switch (kind) {
      case EQUAL -> Collections.nCopies(counts.size(), 1.0);
      case BALANCED -> counts.stream().map(count -> all / counts.size() / count).toList();
      case LISTED -> weights;
    };
  }
}
