package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a network's forward pass. A network is its stages one after another; what one leaves,
 * the next is given, so a pass may stop between two of them and go on later.
 *
 * @param name of the group in the network's layout that it works with
 * @param features what {@value #FEATURES} is behind it; empty behind the last
 * @param step from the values by name that there are before it to those behind it
 */
public record Stage(String name, Optional<Features> features, Step step) {
  /** The map, the rows or the vectors on their way through the network. */
  public static final String FEATURES = "features";

  /** What a stage does. */
  public interface Step {
    Map<String, NDArray> run(Weights weights, Map<String, NDArray> values, Mode mode);
  }

  /** What a stage does that reads the features alone. */
  interface Layer {
    NDArray run(Weights weights, NDArray features, Mode mode);
  }

  /** A stage that leaves features and whatever else its step does. */
  static Stage of(String name, Features features, Step step) {
    return new Stage(name, Optional.of(features), step);
  }

  /** A stage from the features to the features; all other values stay. */
  static Stage layer(String name, Features features, Layer layer) {
    return from(name, FEATURES, features, layer);
  }

  /** A stage from an input of the network to the features; all other values stay. */
  static Stage from(String name, String input, Features features, Layer layer) {
    return of(
        name,
        features,
        (weights, values, mode) ->
            with(values, FEATURES, layer.run(weights, Inputs.require(values, input), mode)));
  }

  /** The last stage. */
  static Stage last(String name, Step step) {
    return new Stage(name, Optional.empty(), step);
  }

  /** A last stage from the features to the only output. */
  static Stage last(String name, String output, Layer layer) {
    return last(
        name,
        (weights, values, mode) ->
            Map.of(output, layer.run(weights, Inputs.require(values, FEATURES), mode)));
  }

  /** The values and one more, or another one of that name. */
  static Map<String, NDArray> with(Map<String, NDArray> values, String name, NDArray value) {
    Map<String, NDArray> more = new HashMap<>(values);
    more.put(name, value);
    return more;
  }
}
