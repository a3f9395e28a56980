package io.thawline.schedule;

/** What BatchNorm layers do while they are thawed. */
public enum BatchNorm {
  /** They use the batch's statistics and move their running ones, as PyTorch's do in training. */
  LEARN,
  /** They use their running statistics, which stand still; scale and shift train (FixBN). */
  FIXED,
  /** They stay as they are, whoever names them. */
  FROZEN
}
