/**
 * Networks as functions over named tensors, under the names of PyTorch's state dict. Start at
 * {@link io.thawline.network.Network}. Imports {@code nn}, {@code tensor}, the annotation of {@code
 * config} and DJL's arrays; knows no task and no data.
 */
@NullMarked
package io.thawline.network;

import org.jspecify.annotations.NullMarked;
