package io.thawline.tensor;

/** What kind of layer a tensor belongs to. */
public enum LayerKind {
  CONV,
  CONV_TRANSPOSE,
  LINEAR,
  BATCH_NORM,
  LAYER_NORM,
  EMBEDDING,
  ATTENTION
}
