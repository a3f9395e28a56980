package io.thawline.train;

import io.thawline.network.Network;
import io.thawline.nn.BatchStatistics;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.sample.BatchOrder;
import io.thawline.sample.Sample;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.task.LoadedNetworks;
import io.thawline.task.Task;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Computes BatchNorm's running statistics of a task's main network anew, with weights that stand
 * still, as {@code torch.optim.swa_utils.update_bn} does for means of weights (Izmailov et al.
 * 2018, arXiv 1803.05407). All layers, also frozen ones, see the training samples in batches of the
 * training's size, each normalised by its own statistics, with dropout; the samples are as they are
 * scored, not augmented.
 *
 * <p>PyTorch takes the plain mean of the batches' variances, which leaves out how far the batches'
 * means lie apart, and weighs a smaller last batch like a whole one. Here all values count alike,
 * as if one batch had held them (Wu and Johnson 2021, arXiv 2105.07576), so that nothing but the
 * rounding depends on how samples are spread over shards where activations do not.
 *
 * <p>The counts of batches stay, and so do all other networks: a discriminator judges no published
 * image.
 *
 * @param <S> the kind of samples
 */
public final class Recalibration<S extends Sample> {
  private final Task<S> task;
  private final int batchSize;

  /**
   * A recalibration of a task's main network.
   *
   * @param batchSize samples at once
   */
  public Recalibration(Task<S> task, int batchSize) {
    this.task = task;
    this.batchSize = batchSize;
  }

  /** Whether a network has anything to recalibrate. */
  public static boolean isFor(Layout layout) {
    return !BatchStatistics.layers(layout).isEmpty();
  }

  /**
   * What a shard's samples have in the layers: a pure function of state, samples and device. The
   * batches, and what is drawn at random, follow from the state's seed and the samples' ids.
   *
   * @param device of the calling thread
   * @param samples of the shard; none is well
   * @param cancelled asked before every batch
   * @throws CancellationException when {@code cancelled} says so
   */
  public NormStatistics ofShard(
      Device device, RoundState state, List<S> samples, BooleanSupplier cancelled) {
    String main = task.mainNetwork();
    Network network = Objects.requireNonNull(task.networks().get(main), main);
    List<String> layers = BatchStatistics.layers(network.layout());
    List<String> scales = layers.stream().map(BatchStatistics::scale).toList();
    BatchOrder order = new BatchOrder(state.seed(), 0);
    NormStatistics all = new NormStatistics();
    try (Weights weights =
        Weights.load(
            device,
            network.layout(),
            NetworkState.untrained(state.network(main).tensors()),
            List.of(new ParameterGroup(0, scales)))) {
      LoadedNetworks networks =
          new LoadedNetworks(Map.of(main, network), Map.of(main, weights), Mode.TRAINING);
      BatchStatistics statistics = new BatchStatistics(weights, layers);
      for (List<S> batch : order.batches(samples, batchSize)) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("the task was cancelled");
        }
        statistics.clear();
        try (StepScope scope = device.newEvaluation(order.stepSeed(batch))) {
          task.evaluate(networks, scope, batch); // one forward pass of the main network alone
        }
        layers.forEach(layer -> all.add(layer, statistics.read(layer)));
      }
    }
    return all;
  }

  /** The state with these statistics in its main network. */
  public RoundState applied(RoundState state, NormStatistics statistics) {
    NetworkState old = state.network(task.mainNetwork());
    Map<String, HostTensor> tensors = new LinkedHashMap<>(old.tensors().asMap());
    tensors.putAll(statistics.tensors());
    Map<String, NetworkState> networks = new TreeMap<>(state.networks());
    networks.put(
        task.mainNetwork(), new NetworkState(StateDict.of(tensors), old.moments(), old.velocity()));
    return new RoundState(networks, state.position(), state.seed());
  }
}
