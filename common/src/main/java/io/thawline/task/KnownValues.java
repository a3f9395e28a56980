package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.StepScope;
import io.thawline.sample.Sample;
import java.util.List;
import java.util.Map;

/** What the first stages of a network left of some samples, computed before. */
public interface KnownValues {
  /** How many stages. */
  int stages();

  /**
   * The values by name, in the batch's order.
   *
   * @throws IllegalArgumentException when a sample is not among those that were computed
   */
  Map<String, NDArray> of(StepScope scope, List<? extends Sample> batch);
}
