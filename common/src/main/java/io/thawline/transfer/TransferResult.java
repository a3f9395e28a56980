package io.thawline.transfer;

import io.thawline.tensor.StateDict;

/**
 * A network's first weights.
 *
 * @param weights every tensor of the layout, in its order, with its types and shapes
 * @param taken what was taken whole from the checkpoints, under its names there without prefixes
 */
public record TransferResult(StateDict weights, StateDict taken, LoadReport report) {}
