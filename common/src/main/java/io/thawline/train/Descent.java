package io.thawline.train;

import ai.djl.ndarray.NDArray;
import io.thawline.errors.InputRefusedException;
import io.thawline.nn.Gradients;
import io.thawline.nn.MovedParameter;
import io.thawline.nn.Weights;
import io.thawline.task.Adversary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The way down from a loss: its gradient, and with an adversary that of the loss at the place which
 * the adversary chose added to it, so that one update follows both.
 */
final class Descent {
  private final Weights weights;
  private final Adversary adversary;
  private final List<MovedParameter> moved;

  Descent(Weights weights, Adversary adversary) {
    this.weights = weights;
    this.adversary = adversary;
    this.moved =
        adversary.steps() == 0
            ? List.of()
            : List.of(new MovedParameter(weights, adversary.parameter()));
  }

  /**
   * The gradients of what trains, in the weights' order.
   *
   * @param loss as it is; its graph is spent
   * @param again computes the loss of the same batch once more
   * @throws InputRefusedException when the loss does not depend on something that trains
   */
  List<NDArray> gradients(NDArray loss, Supplier<NDArray> again) {
    Optional<MovedParameter> target = moved.stream().findFirst();
    List<NDArray> gradients =
        target.isPresent()
            ? attacked(target.get(), loss, again)
            : Gradients.of(loss, weights.trainable());
    requireOneEach(gradients);
    return gradients;
  }

  /** PyTorch's optimizers pass such a parameter by, whose weight decay and moments stand still. */
  private void requireOneEach(List<NDArray> gradients) {
    List<String> names = weights.trainableNames();
    List<String> idle =
        IntStream.range(0, gradients.size())
            .filter(i -> gradients.get(i).isEmpty())
            .mapToObj(names::get)
            .toList();
    if (!idle.isEmpty()) {
      throw new InputRefusedException(
          "The loss does not depend on %s: leave them out of schedule.*.params, so that they stay frozen."
              .formatted(String.join(", ", idle)));
    }
  }

  private List<NDArray> attacked(MovedParameter target, NDArray loss, Supplier<NDArray> again) {
    List<NDArray> own = Gradients.of(loss, with(target));
    List<NDArray> attacked = own;
    target.keep();
    try {
      for (int step = 0; step < adversary.steps(); step++) {
        target.move(attacked.get(attacked.size() - 1), adversary.distance());
        target.within(adversary.radius());
        attacked = Gradients.of(again.get(), with(target));
      }
    } finally {
      target.restore();
    }
    List<NDArray> sums = new ArrayList<>();
    for (int i = 0; i < own.size() - 1; i++) {
      sums.add(own.get(i).add(attacked.get(i)));
    }
    return sums;
  }

  /** What trains, and what is attacked once more behind it, for that may be frozen. */
  private List<NDArray> with(MovedParameter target) {
    List<NDArray> parameters = new ArrayList<>(weights.trainable());
    parameters.add(target.parameter());
    return parameters;
  }
}
