package io.thawline.nn;

import java.util.Locale;

/** The operations of {@link OpLibrary}. */
enum Op {
  CONV2D,
  CONV2D_BIAS,
  CONV_TRANSPOSE2D,
  CONV_TRANSPOSE2D_BIAS,
  BATCH_NORM,
  RELU6,
  DROPOUT,
  CROSS_ENTROPY,
  BINARY_CROSS_ENTROPY,
  GRADIENTS,
  CLIP,
  ALL_FINITE,
  ADAM,
  ADAMW,
  SGD,
  SGD_MOMENTUM,
  OVERWRITE,
  SHARE;

  /** The TorchScript method of this operation. */
  String method() {
    return name().toLowerCase(Locale.ROOT);
  }
}
