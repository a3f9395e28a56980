package io.thawline.task;

import io.thawline.network.Network;
import io.thawline.nn.StepScope;
import io.thawline.sample.Sample;
import io.thawline.schedule.Direction;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What is learned from samples of one kind: by which networks, with which losses, and how well.
 *
 * @param <S> the kind of samples
 */
public interface Task<S extends Sample> extends Serializable {
  /** The name of the metric that every task has; lower is better. */
  String VAL_LOSS = "val_loss";

  /**
   * The name of what training lowers, among what an objective tells; on the scale of the scores.
   */
  String TRAIN_LOSS = "train_loss";

  /** The networks, by the names that they have in round states. */
  Map<String, Network> networks();

  /** The network that is handed over first, and that a transfer is into. */
  String mainNetwork();

  /** What an optimizer step lowers with one batch, one after another. */
  List<Objective<S>> objectives();

  /** What the main network is given of a batch, where nothing changes its samples. */
  BatchInputs<S> inputs();

  /**
   * What changes samples at random before the main network sees them in training, in words; empty
   * where nothing does.
   */
  Optional<String> variation();

  /**
   * How well a batch is done by networks that stand still: a score for each sample, in the batch's
   * order.
   */
  Evaluation evaluate(LoadedNetworks networks, StepScope scope, List<S> batch);

  /** All metrics of whole validation data, {@link #VAL_LOSS} among them. */
  SortedMap<String, Double> metrics(Evaluation evaluation);

  /** The metrics that rounds can be judged by, and which of their values are better. */
  default Map<String, Direction> judged() {
    return Map.of(VAL_LOSS, Direction.LOWER);
  }
}
