package io.thawline.tensor;

/**
 * One entry of a network's layout.
 *
 * @param name the key in PyTorch's state dict
 * @param role whether an optimizer may move it
 * @param layer the kind of layer it belongs to
 * @param init how it starts when no checkpoint supplies it
 * @param added whether its layer was added to the published architecture by configuration
 */
public record TensorSpec(
    String name, DType dtype, Shape shape, Role role, LayerKind layer, Init init, boolean added) {

  /** Parameters are trained; buffers, such as BatchNorm statistics, follow from the data. */
  public enum Role {
    PARAMETER,
    BUFFER
  }

  public boolean isParameter() {
    return role == Role.PARAMETER;
  }

  /** Whether it is a parameter that is neither a bias nor part of a norm. */
  public boolean isPlainWeight() {
    return isParameter()
        && !name.endsWith("bias")
        && layer != LayerKind.BATCH_NORM
        && layer != LayerKind.LAYER_NORM;
  }
}
