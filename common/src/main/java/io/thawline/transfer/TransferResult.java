package io.thawline.transfer;

import io.thawline.tensor.StateDict;

/**
 * A network's first weights.
 *
 * @param weights every tensor of the layout, in its order, with its types and shapes
 */
public record TransferResult(StateDict weights, LoadReport report) {}
