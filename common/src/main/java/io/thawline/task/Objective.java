package io.thawline.task;

import io.thawline.nn.StepScope;
import io.thawline.sample.Sample;
import java.util.List;

/**
 * A loss and the network that follows its gradient.
 *
 * @param network whose parameters it updates; all others stand still
 * @param loss of a batch
 * @param adversary against which the loss is lowered too
 */
public record Objective<S extends Sample>(
    String network, LossFunction<S> loss, Adversary adversary) {
  /** One without an adversary. */
  public Objective(String network, LossFunction<S> loss) {
    this(network, loss, Adversary.NONE);
  }

  /** The loss of a batch, recorded for its gradient. */
  @FunctionalInterface
  public interface LossFunction<S extends Sample> {
    Loss of(LoadedNetworks networks, StepScope scope, List<S> batch);
  }
}
