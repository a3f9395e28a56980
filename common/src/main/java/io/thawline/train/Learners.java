package io.thawline.train;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Network;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.Optimizer;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.task.KnownValues;
import io.thawline.task.LoadedNetworks;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A task's networks on a device with the optimizers of those that learn. */
final class Learners implements AutoCloseable {
  private final Map<String, Network> networks;
  private final Map<String, Weights> weights = new TreeMap<>();
  private final Map<String, Optimizer> updates = new TreeMap<>();

  private Learners(Map<String, Network> networks) {
    this.networks = networks;
  }

  /**
   * Copies a state to a device.
   *
   * @param groups what trains, by network
   * @param optimizers by network, of those at least that train
   * @throws IllegalArgumentException when the state and the networks do not fit, or nothing trains
   */
  static Learners load(
      Device device,
      Map<String, Network> networks,
      RoundState state,
      Map<String, List<ParameterGroup>> groups,
      Map<String, OptimizerOptions> optimizers) {
    Learners learners = new Learners(networks);
    try {
      networks.forEach(
          (name, network) -> {
            List<ParameterGroup> own = groups.getOrDefault(name, List.of());
            Weights loaded = Weights.load(device, network.layout(), state.network(name), own);
            learners.weights.put(name, loaded);
            if (!own.isEmpty()) {
              OptimizerOptions options = Objects.requireNonNull(optimizers.get(name), name);
              learners.updates.put(name, new Optimizer(options, loaded));
            }
          });
      learners.requireSome();
      return learners;
    } catch (Throwable e) { // the engine's memory is freed by nobody else
      learners.close();
      throw e;
    }
  }

  private void requireSome() {
    if (updates.isEmpty()) {
      throw new IllegalArgumentException("no parameter is trainable");
    }
  }

  /**
   * The networks as they train.
   *
   * @param known what first stages leave of the samples, by network
   */
  LoadedNetworks training(Map<String, KnownValues> known) {
    return new LoadedNetworks(networks, weights, Mode.TRAINING, known);
  }

  /** Whether anything of that network trains. */
  boolean learns(String network) {
    return updates.containsKey(network);
  }

  /** One update of what trains of a network that learns. */
  void step(String network, List<NDArray> gradients, long step) {
    optimizer(network).step(gradients, step);
  }

  /** Adds the gradients of a part of a batch. */
  void add(String network, List<NDArray> gradients, double share) {
    optimizer(network).add(gradients, share);
  }

  /** One update by what was added. */
  void update(String network, long step) {
    optimizer(network).update(step);
  }

  /** The weights of a network. */
  Weights weights(String network) {
    return Objects.requireNonNull(weights.get(network), network);
  }

  private Optimizer optimizer(String network) {
    return Objects.requireNonNull(updates.get(network), network);
  }

  boolean areFinite() {
    return weights.values().stream().allMatch(Weights::areFinite);
  }

  /** What moved, of the networks that learn, in this object's own memory. */
  Map<String, NetworkState> moved() {
    Map<String, NetworkState> moved = new TreeMap<>();
    updates
        .keySet()
        .forEach(name -> moved.put(name, Objects.requireNonNull(weights.get(name)).moved()));
    return moved;
  }

  @Override
  public void close() {
    weights.values().forEach(Weights::close);
  }
}
