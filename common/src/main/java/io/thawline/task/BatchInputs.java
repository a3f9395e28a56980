package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.StepScope;
import io.thawline.sample.Sample;
import java.util.List;
import java.util.Map;

/**
 * What a network is given of samples as they are, by name. A sample's part follows from it alone,
 * but for the zeros behind it where another of the batch is longer.
 *
 * @param <S> the kind of samples
 */
@FunctionalInterface
public interface BatchInputs<S extends Sample> {
  Map<String, NDArray> of(StepScope scope, List<S> batch);
}
