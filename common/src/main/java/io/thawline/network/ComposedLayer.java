package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;

/** What each kind of new layer is to a composed network. */
interface ComposedLayer {
  /**
   * What there is behind it.
   *
   * @throws IllegalArgumentException when it cannot follow; the message says why and begins with
   *     one of its keys
   */
  Features behind(Features before);

  /** Lists its tensors, if it has any. */
  default void list(LayoutBuilder builder, String name, Features before) {}

  /** Whether it draws at random in training. */
  default boolean isRandom() {
    return false;
  }

  NDArray run(Weights weights, NDArray x, String name, Mode mode);
}
