package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.Layout;
import java.util.List;
import java.util.Map;

/** A function of named inputs and named weights. It holds no numbers itself. */
public interface Network {
  /** The weights it needs, in the order of PyTorch's state dict. */
  Layout layout();

  /** How many numbers a forward pass of one sample keeps for the way back, about. */
  long activations();

  /** The parts of a forward pass, from the inputs on, under the names of the layout's groups. */
  List<Stage> stages();

  /**
   * The outputs by name.
   *
   * @param inputs by name, made in the scope that the outputs shall belong to
   */
  default Map<String, NDArray> forward(Weights weights, Map<String, NDArray> inputs, Mode mode) {
    return forward(weights, inputs, mode, Integer.MAX_VALUE);
  }

  /**
   * What the first stages leave, by name.
   *
   * @param inputs by name, those of these stages at least
   * @param stages how many; all when there are no more
   */
  default Map<String, NDArray> forward(
      Weights weights, Map<String, NDArray> inputs, Mode mode, int stages) {
    return run(stages().stream().limit(stages).toList(), weights, inputs, mode);
  }

  /**
   * The outputs by name, from what the first stages left.
   *
   * @param values that there are behind these stages, made in the scope that the outputs shall
   *     belong to
   * @param stages how many there were
   */
  default Map<String, NDArray> resume(
      Weights weights, Map<String, NDArray> values, Mode mode, int stages) {
    return run(stages().stream().skip(stages).toList(), weights, values, mode);
  }

  private static Map<String, NDArray> run(
      List<Stage> stages, Weights weights, Map<String, NDArray> inputs, Mode mode) {
    Map<String, NDArray> values = inputs;
    for (Stage stage : stages) {
      values = stage.step().run(weights, values, mode);
    }
    return values;
  }
}
