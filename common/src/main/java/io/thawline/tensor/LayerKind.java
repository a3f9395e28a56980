package io.thawline.tensor;

/** What kind of layer a tensor belongs to. */
public enum LayerKind {
  CONV,
  CONV_TRANSPOSE,
  BATCH_NORM,
  EMBEDDING,
  ATTENTION
}
