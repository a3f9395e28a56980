package io.thawline.network;

import io.thawline.tensor.DType;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerGroup;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists a network's tensors layer by layer, each layer's in the order PyTorch registers them. */
final class LayoutBuilder {
  private static final Init SMALL = new Init.Normal(0, 0.02);
  private static final Init ZERO = new Init.Constant(0);
  private static final Init ONE = new Init.Constant(1);

  private final List<TensorSpec> tensors = new ArrayList<>();
  private final Init weight;
  private final Init normWeight;
  private final Map<String, List<String>> groups = new LinkedHashMap<>();
  private String group = "";
  private boolean added;

  private LayoutBuilder(Init weight, Init normWeight) {
    this.weight = weight;
    this.normWeight = normWeight;
  }

  /** A layout whose layers start as those of pix2pix: convolutions around 0, norms around 1. */
  static LayoutBuilder ofPix2pix() {
    return new LayoutBuilder(SMALL, new Init.Normal(1, 0.02));
  }

  /** A layout of layers with rectifiers: convolutions after He et al. 2015, norms at 1. */
  static LayoutBuilder ofRectifiers() {
    return new LayoutBuilder(new Init.Kaiming(), ONE);
  }

  /** A layout of layers as in BERT: everything around 0, norms at 1. */
  static LayoutBuilder ofTransformer() {
    return new LayoutBuilder(SMALL, ONE);
  }

  /** Tensors of another network, in its groups. */
  LayoutBuilder keep(List<TensorSpec> kept, List<LayerGroup> in) {
    tensors.addAll(kept);
    in.forEach(one -> groups.put(one.name(), new ArrayList<>(one.tensors())));
    return this;
  }

  /** What is listed from here on is marked as added: no published network has it. */
  LayoutBuilder added() {
    added = true;
    return this;
  }

  /** What is listed from here on belongs to the stage of that name. */
  LayoutBuilder group(String stage) {
    group = stage;
    return this;
  }

  /** The layout, whose groups stand in the order of the stages; some have no tensors. */
  Layout build(List<Stage> stages) {
    return new Layout(
        tensors,
        stages.stream()
            .map(Stage::name)
            .filter(groups::containsKey)
            .map(name -> new LayerGroup(name, groups.getOrDefault(name, List.of())))
            .toList());
  }

  LayoutBuilder conv(String name, int in, int out, int kernel) {
    return parameter(name + ".weight", LayerKind.CONV, weight, out, in, kernel, kernel);
  }

  LayoutBuilder convTranspose(String name, int in, int out, int kernel) {
    return parameter(name + ".weight", LayerKind.CONV_TRANSPOSE, weight, in, out, kernel, kernel);
  }

  LayoutBuilder bias(String name, LayerKind layer, int out) {
    return parameter(name + ".bias", layer, ZERO, out);
  }

  LayoutBuilder batchNorm(String name, int channels) {
    parameter(name + ".weight", LayerKind.BATCH_NORM, normWeight, channels);
    parameter(name + ".bias", LayerKind.BATCH_NORM, ZERO, channels);
    buffer(name + ".running_mean", DType.FLOAT32, ZERO, channels);
    buffer(name + ".running_var", DType.FLOAT32, ONE, channels);
    return buffer(name + ".num_batches_tracked", DType.INT64, ZERO);
  }

  /** As {@code torch.nn.Linear} starts. */
  LayoutBuilder linear(String name, int in, int out) {
    Init start = new Init.Uniform(1 / Math.sqrt(in));
    return linear(name, start, start, in, out);
  }

  /** With this layout's weights, and a bias of 0. */
  LayoutBuilder dense(String name, int in, int out) {
    return linear(name, weight, ZERO, in, out);
  }

  private LayoutBuilder linear(String name, Init start, Init bias, int in, int out) {
    parameter(name + ".weight", LayerKind.LINEAR, start, out, in);
    return parameter(name + ".bias", LayerKind.LINEAR, bias, out);
  }

  LayoutBuilder layerNorm(String name, int width) {
    parameter(name + ".weight", LayerKind.LAYER_NORM, normWeight, width);
    return parameter(name + ".bias", LayerKind.LAYER_NORM, ZERO, width);
  }

  /** Everything of it is marked as added: the published network has no such layer. */
  LayoutBuilder selfAttention(String name, int channels, AttentionOptions options) {
    boolean before = added;
    added = true;
    int inner = SelfAttention.innerChannels(channels);
    AttentionNames names = options.names();
    Init start = start(options.start());
    parameter(name + "." + names.gamma(), LayerKind.ATTENTION, ZERO, 1);
    pointwise(name + "." + names.query(), start, channels, inner);
    pointwise(name + "." + names.key(), start, channels, inner);
    pointwise(name + "." + names.value(), start, channels, channels);
    added = before;
    return this;
  }

  private static Init start(AttentionOptions.Start start) {
    return switch (start) {
      case NORMAL -> SMALL;
      case KAIMING -> new Init.Kaiming();
      case XAVIER -> new Init.Xavier();
      case IDENTITY -> new Init.Identity();
    };
  }

  private void pointwise(String name, Init start, int in, int out) {
    parameter(name + ".weight", LayerKind.ATTENTION, start, out, in, 1, 1);
    parameter(name + ".bias", LayerKind.ATTENTION, ZERO, out);
  }

  /** As {@code torch.nn.Embedding} starts. */
  LayoutBuilder embedding(String name, int rows, int width) {
    return table(name, new Init.Normal(0, 1), rows, width);
  }

  /** An embedding that starts as this layout's weights. */
  LayoutBuilder smallEmbedding(String name, int rows, int width) {
    return table(name, weight, rows, width);
  }

  private LayoutBuilder table(String name, Init start, int rows, int width) {
    return parameter(name + ".weight", LayerKind.EMBEDDING, start, rows, width);
  }

  private LayoutBuilder parameter(String name, LayerKind layer, Init init, long... shape) {
    return add(name, DType.FLOAT32, Role.PARAMETER, layer, init, shape);
  }

  private LayoutBuilder buffer(String name, DType dtype, Init init, long... shape) {
    return add(name, dtype, Role.BUFFER, LayerKind.BATCH_NORM, init, shape);
  }

  private LayoutBuilder add(
      String name, DType dtype, Role role, LayerKind layer, Init init, long... shape) {
    groups.computeIfAbsent(group, stage -> new ArrayList<>()).add(name);
    tensors.add(new TensorSpec(name, dtype, Shape.of(shape), role, layer, init, added));
    return this;
  }
}
