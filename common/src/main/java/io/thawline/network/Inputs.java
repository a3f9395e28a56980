package io.thawline.network;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Finds a network's inputs. */
final class Inputs {
  private Inputs() {}

  /**
   * The input of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  static NDArray require(Map<String, NDArray> inputs, String name) {
    NDArray input = inputs.get(name);
    if (input == null) {
      throw new IllegalArgumentException("no input named " + name + " in " + inputs.keySet());
    }
    return input;
  }
}
