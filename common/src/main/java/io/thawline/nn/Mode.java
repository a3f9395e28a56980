package io.thawline.nn;

/** What a forward pass is for. */
public enum Mode {
  /** BatchNorm that is trainable uses the batch's statistics and moves its running ones. */
  TRAINING,
  /** BatchNorm uses its running statistics. */
  EVALUATION
}
