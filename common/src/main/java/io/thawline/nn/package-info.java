/**
 * Where and how tensors are computed: the device, layers as functions, flat weights, the optimizer.
 * Start at {@link io.thawline.nn.Device}. What the engine lacks is written in TorchScript and
 * proven by a canary before anything is trained. Imports DJL's arrays and PyTorch engine, {@code
 * tensor}, {@code state}, {@code schedule}, {@code errors} and the annotation of {@code config};
 * knows no network and no task.
 */
@NullMarked
package io.thawline.nn;

import org.jspecify.annotations.NullMarked;
