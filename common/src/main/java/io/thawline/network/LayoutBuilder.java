package io.thawline.network;

import io.thawline.tensor.DType;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import java.util.ArrayList;
import java.util.List;

/** Lists a network's tensors layer by layer, each layer's in the order PyTorch registers them. */
final class LayoutBuilder {
  private static final Init WEIGHT = new Init.Normal(0, 0.02);
  private static final Init ZERO = new Init.Constant(0);
  private static final Init ONE = new Init.Constant(1);

  private final List<TensorSpec> tensors = new ArrayList<>();
  private boolean added;

  Layout build() {
    return new Layout(tensors);
  }

  LayoutBuilder conv(String name, int in, int out, int kernel) {
    return parameter(name + ".weight", LayerKind.CONV, WEIGHT, out, in, kernel, kernel);
  }

  LayoutBuilder convTranspose(String name, int in, int out, int kernel) {
    return parameter(name + ".weight", LayerKind.CONV_TRANSPOSE, WEIGHT, in, out, kernel, kernel);
  }

  LayoutBuilder bias(String name, LayerKind layer, int out) {
    return parameter(name + ".bias", layer, ZERO, out);
  }

  LayoutBuilder batchNorm(String name, int channels) {
    Init aroundOne = new Init.Normal(1, 0.02);
    parameter(name + ".weight", LayerKind.BATCH_NORM, aroundOne, channels);
    parameter(name + ".bias", LayerKind.BATCH_NORM, ZERO, channels);
    buffer(name + ".running_mean", DType.FLOAT32, ZERO, channels);
    buffer(name + ".running_var", DType.FLOAT32, ONE, channels);
    return buffer(name + ".num_batches_tracked", DType.INT64, ZERO);
  }

  /** Everything of it is marked as added: the published network has no such layer. */
  LayoutBuilder selfAttention(String name, int channels, AttentionOptions options) {
    added = true;
    int inner = SelfAttention.innerChannels(channels);
    AttentionNames names = options.names();
    Init weight = start(options.start());
    parameter(name + "." + names.gamma(), LayerKind.ATTENTION, ZERO, 1);
    pointwise(name + "." + names.query(), weight, channels, inner);
    pointwise(name + "." + names.key(), weight, channels, inner);
    pointwise(name + "." + names.value(), weight, channels, channels);
    added = false;
    return this;
  }

  private static Init start(AttentionOptions.Start start) {
    return switch (start) {
      case NORMAL -> WEIGHT;
      case KAIMING -> new Init.Kaiming();
      case XAVIER -> new Init.Xavier();
      case IDENTITY -> new Init.Identity();
    };
  }

  private void pointwise(String name, Init weight, int in, int out) {
    parameter(name + ".weight", LayerKind.ATTENTION, weight, out, in, 1, 1);
    parameter(name + ".bias", LayerKind.ATTENTION, ZERO, out);
  }

  LayoutBuilder embedding(String name, int rows, int width) {
    return parameter(name + ".weight", LayerKind.EMBEDDING, new Init.Normal(0, 1), rows, width);
  }

  private LayoutBuilder parameter(String name, LayerKind layer, Init init, long... shape) {
    return add(name, DType.FLOAT32, Role.PARAMETER, layer, init, shape);
  }

  private LayoutBuilder buffer(String name, DType dtype, Init init, long... shape) {
    return add(name, dtype, Role.BUFFER, LayerKind.BATCH_NORM, init, shape);
  }

  private LayoutBuilder add(
      String name, DType dtype, Role role, LayerKind layer, Init init, long... shape) {
    tensors.add(new TensorSpec(name, dtype, Shape.of(shape), role, layer, init, added));
    return this;
  }
}
