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
 * @param beside numbers of a sample that lie behind it beside the features, for later stages
 * @param isRandom whether what it leaves in training also follows from what is drawn at random, as
 *     with dropout
 * @param step from the values by name that there are before it to those behind it
 */
public record Stage(
    String name, Optional<Features> features, long beside, boolean isRandom, Step step) {
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
    return new Stage(name, Optional.of(features), 0, false, step);
  }

  /** A stage from the features to the features; all other values stay. */
  static Stage layer(String name, Features features, Layer layer) {
    return from(name, FEATURES, features, layer);
  }

  /** A stage from an input of the network, which ends there, to the features. */
  static Stage from(String name, String input, Features features, Layer layer) {
    return of(
        name,
        features,
        (weights, values, mode) -> {
          NDArray given = Inputs.require(values, input);
          Map<String, NDArray> left = new HashMap<>(values);
          left.remove(input);
          left.put(FEATURES, layer.run(weights, given, mode));
          return left;
        });
  }

  /** The last stage. */
  static Stage last(String name, Step step) {
    return new Stage(name, Optional.empty(), 0, false, step);
  }

  /** The same, beside whose features so many numbers of a sample lie. */
  Stage leaving(long numbers) {
    return new Stage(name, features, numbers, isRandom, step);
  }

  /** The same, with something drawn at random in training where that is so. */
  Stage drawing(boolean random) {
    return new Stage(name, features, beside, random, step);
  }

  /** Numbers of a sample that there are behind it; nothing behind the last. */
  public long size() {
    return features.map(Features::size).orElse(0L) + beside;
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
