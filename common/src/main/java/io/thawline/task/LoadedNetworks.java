package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Network;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import java.util.Map;

/**
 * Networks with their weights, ready to compute.
 *
 * @param networks by name
 * @param weights of each
 * @param mode of every forward pass
 */
public record LoadedNetworks(
    Map<String, Network> networks, Map<String, Weights> weights, Mode mode) {
  public LoadedNetworks {
    networks = Map.copyOf(networks);
    weights = Map.copyOf(weights);
  }

  /**
   * The outputs of a network by name.
   *
   * @throws IllegalArgumentException when there is no network of that name
   */
  public Map<String, NDArray> forward(String name, Map<String, NDArray> inputs) {
    return forward(name, inputs, Integer.MAX_VALUE);
  }

  /**
   * What the first stages of a network leave, by name.
   *
   * @throws IllegalArgumentException when there is no network of that name
   */
  public Map<String, NDArray> forward(String name, Map<String, NDArray> inputs, int stages) {
    Network network = networks.get(name);
    Weights own = weights.get(name);
    if (network == null || own == null) {
      throw new IllegalArgumentException("no network named " + name + " in " + networks.keySet());
    }
    return network.forward(own, inputs, mode, stages);
  }
}
