package io.thawline.transfer;

import java.util.Locale;

/** What becomes of a tensor whose shape in the checkpoint is not the model's. */
public enum OnMismatch {
  /** The transfer is refused. */
  FAIL,
  /** It starts afresh; so it does where the checkpoint's values cannot be used at all. */
  REINIT,
  /** It starts afresh, and takes the block that both shapes share, from index 0 on every axis. */
  COPY_OVERLAP,
  /**
   * The input channels of a convolution, between 1 and 3: the sum over three for one, a third of
   * the one for each of three. A grey image gives the same map before and after.
   */
  ADAPT_INPUT,
  /** Positional embeddings [rows, width] or [1, rows, width]: rows in between, linearly. */
  INTERPOLATE,
  /** Tables and heads: old rows are kept, further rows start afresh. */
  RESIZE_ROWS;

  /** As it is written in a configuration. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
