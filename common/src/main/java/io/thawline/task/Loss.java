package io.thawline.task;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The loss of one batch.
 *
 * @param total a scalar, which is lowered
 * @param told scalars by name, of which the run reports the means over its samples
 */
public record Loss(NDArray total, Map<String, NDArray> told) {
  public Loss {
    told = Map.copyOf(told);
  }
}
