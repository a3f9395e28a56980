package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Network;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.sample.Sample;
import java.util.List;
import java.util.Map;

/**
 * Networks with their weights, ready to compute.
 *
 * @param networks by name
 * @param weights of each
 * @param mode of every forward pass
 * @param known what first stages leave of the samples, by network; for those where it is known
 */
public record LoadedNetworks(
    Map<String, Network> networks,
    Map<String, Weights> weights,
    Mode mode,
    Map<String, KnownValues> known) {
  public LoadedNetworks {
    networks = Map.copyOf(networks);
    weights = Map.copyOf(weights);
    known = Map.copyOf(known);
  }

  /** Networks of which nothing is known beforehand. */
  public LoadedNetworks(Map<String, Network> networks, Map<String, Weights> weights, Mode mode) {
    this(networks, weights, mode, Map.of());
  }

  /**
   * The outputs of a network by name, for samples as they are: stages whose values are known are
   * not computed again.
   *
   * @throws IllegalArgumentException when there is no network of that name
   */
  public <S extends Sample> Map<String, NDArray> forward(
      String name, StepScope scope, List<S> batch, BatchInputs<S> inputs) {
    KnownValues first = known.get(name);
    return first == null
        ? forward(name, inputs.of(scope, batch))
        : network(name).resume(weights(name), first.of(scope, batch), mode, first.stages());
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
    return network(name).forward(weights(name), inputs, mode, stages);
  }

  private Network network(String name) {
    return require(networks, name);
  }

  private Weights weights(String name) {
    return require(weights, name);
  }

  private static <T> T require(Map<String, T> all, String name) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no network named " + name + " in " + all.keySet());
    }
    return found;
  }
}
