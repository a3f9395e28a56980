package io.thawline.state;

import io.thawline.tensor.HostTensor;

/**
 * What Adam remembers of one parameter.
 *
 * @param expAvg running mean of the gradient, float32, the parameter's shape
 * @param expAvgSq running mean of its square, likewise
 * @param step updates this parameter has had since it was thawed
 */
public record Moments(HostTensor expAvg, HostTensor expAvgSq, long step) {}
