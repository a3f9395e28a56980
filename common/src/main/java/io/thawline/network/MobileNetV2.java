package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Images.Geometry;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNetV2 (Sandler et al. 2018) as torchvision builds it, under its keys.
 *
 * <p>Input: {@value Images#IMAGE} float32 [N, channels, height, width]. Output: {@value
 * Images#LOGITS} [N, classes].
 */
public final class MobileNetV2 implements Network {
  private static final String FIRST = "features.0";
  private static final String HEAD = "classifier.1";
  private static final int STEM = 32;
  private static final int FEATURES = 1280;

  /** Of each stage: expansion, channels, blocks, stride of the first; table 2 of the paper. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private final MobileNetV2Options options;
  private final List<Block> blocks = new ArrayList<>();
  private final Layout layout;

  /** An inverted residual: pointwise to the wide channels, by channel, pointwise back. */
  private record Block(String name, int in, int wide, int out, int stride) {
    boolean isExpanded() {
      return wide != in;
    }

    /** The convolution by channel and its norm, such as {@code features.2.conv.1}. */
    String depthwise() {
      return name + (isExpanded() ? ".conv.1" : ".conv.0");
    }

    /** The last convolution, and its norm. */
    String projection(int behind) {
      return name + ".conv." + (isExpanded() ? 2 + behind : 1 + behind);
    }

    boolean hasShortcut() {
      return stride == 1 && in == out;
    }
  }

  public MobileNetV2(MobileNetV2Options options) {
    this.options = options;
    int in = STEM;
    for (int[] stage : STAGES) {
      for (int i = 0; i < stage[2]; i++) {
        String name = "features." + (blocks.size() + 1);
        blocks.add(new Block(name, in, in * stage[0], stage[1], i == 0 ? stage[3] : 1));
        in = stage[1];
      }
    }
    layout = layout(in);
  }

  private String last() {
    return "features." + (blocks.size() + 1);
  }

  private Layout layout(int channels) {
    LayoutBuilder builder = LayoutBuilder.ofRectifiers();
    builder.group(FIRST).conv(FIRST + ".0", options.channels(), STEM, 3);
    builder.batchNorm(FIRST + ".1", STEM);
    blocks.forEach(block -> add(builder.group(block.name()), block));
    builder.group(last()).conv(last() + ".0", channels, FEATURES, 1);
    builder.batchNorm(last() + ".1", FEATURES);
    return builder.group(HEAD).linear(HEAD, FEATURES, options.classes()).build(stages());
  }

  private static void add(LayoutBuilder builder, Block block) {
    if (block.isExpanded()) {
      builder.conv(block.name() + ".conv.0.0", block.in(), block.wide(), 1);
      builder.batchNorm(block.name() + ".conv.0.1", block.wide());
    }
    builder.conv(block.depthwise() + ".0", 1, block.wide(), 3);
    builder.batchNorm(block.depthwise() + ".1", block.wide());
    builder.conv(block.projection(0), block.wide(), block.out(), 1);
    builder.batchNorm(block.projection(1), block.out());
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    int side = half(options.imageSize());
    stages.add(
        Stage.from(
            FIRST,
            Images.IMAGE,
            Features.map(STEM, side),
            (weights, x, mode) -> new Pass(weights, mode).rectified(x, FIRST, Geometry.stride(2))));
    for (Block block : blocks) {
      side = block.stride() == 1 ? side : half(side);
      stages.add(
          Stage.layer(
              block.name(),
              Features.map(block.out(), side),
              (weights, x, mode) -> new Pass(weights, mode).block(x, block)));
    }
    stages.add(
        Stage.layer(
            last(),
            Features.map(FEATURES, side),
            (weights, x, mode) ->
                new Pass(weights, mode).rectified(x, last(), Geometry.stride(1))));
    stages.add(Stage.last(HEAD, Images.LOGITS, this::head).drawing(options.dropout() > 0));
    return stages;
  }

  private NDArray head(Weights weights, NDArray x, Mode mode) {
    NDArray pooled = Layers.dropout(Layers.globalAveragePool(x), options.dropout(), mode);
    return Layers.linear(pooled, weights.tensor(HEAD + ".weight"), weights.tensor(HEAD + ".bias"));
  }

  private static int half(int side) {
    return (side + 1) / 2;
  }

  /** Each convolution's map is kept, normalised and rectified. */
  @Override
  public long activations() {
    long side = half(options.imageSize());
    long maps = STEM * side * side;
    for (Block block : blocks) {
      long expanded = block.isExpanded() ? block.wide() * side * side : 0;
      side = block.stride() == 1 ? side : half((int) side);
      maps += expanded + (block.wide() + block.out()) * side * side;
    }
    return 3 * (maps + FEATURES * side * side);
  }

  /** The weights and the mode of one forward pass. */
  private static final class Pass {
    private final Weights weights;
    private final Mode mode;

    Pass(Weights weights, Mode mode) {
      this.weights = weights;
      this.mode = mode;
    }

    NDArray rectified(NDArray x, String name, Geometry geometry) {
      return Layers.relu6(Images.normed(weights, mode, x, name + ".0", name + ".1", geometry));
    }

    NDArray block(NDArray x, Block block) {
      NDArray y =
          block.isExpanded() ? rectified(x, block.name() + ".conv.0", Geometry.stride(1)) : x;
      y = rectified(y, block.depthwise(), new Geometry(block.stride(), block.wide()));
      y =
          Images.normed(
              weights, mode, y, block.projection(0), block.projection(1), Geometry.stride(1));
      return block.hasShortcut() ? x.add(y) : y;
    }
  }
}
