package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Derivatives by {@code torch.autograd.grad}, which leaves nothing behind on the parameters, unlike
 * a backward pass that adds to their {@code .grad}.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * The gradient of a scalar by each parameter, dense, in the loss's scope; without elements for a
   * parameter that the scalar does not depend on. The recorded graph is spent.
   */
  public static List<NDArray> of(NDArray loss, List<NDArray> parameters) {
    return List.copyOf(
        EngineLoader.loaded().ops().prepare(Op.GRADIENTS).tensors(loss).list(parameters).run());
  }

  /**
   * Gradients scaled down, all by one factor, so that the norm over all of them is at most a limit,
   * as {@code torch.nn.utils.clip_grad_norm_}.
   */
  static List<NDArray> clip(List<NDArray> gradients, NDArray limit) {
    List<NDArray> clipped =
        EngineLoader.loaded().ops().prepare(Op.CLIP).list(gradients).tensors(limit).run();
    return List.copyOf(clipped.subList(0, gradients.size()));
  }

  /** Whether no element is NaN or infinite. */
  static boolean allFinite(NDArray x) {
    return EngineLoader.loaded().ops().call(Op.ALL_FINITE, x).getBoolean();
  }
}
