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
 * ResNet-18, -34 and -50 (He et al. 2015) as torchvision builds them, under its keys.
 *
 * <p>Input: {@value Images#IMAGE} float32 [N, channels, height, width]. Output: {@value
 * Images#LOGITS} [N, classes].
 */
public final class ResNet implements Network {
  private static final String STEM_NAME = "conv1";
  private static final String HEAD = "fc";
  private static final int STEM = 64;
  private static final int STEM_KERNEL = 7;
  private static final int EXPANSION = 4;

  private final ResNetOptions options;
  private final List<Block> blocks = new ArrayList<>();
  private final Layout layout;

  /** A residual block: its name, and the channels and stride it has. */
  private record Block(String name, int in, int width, int out, int stride) {
    /** Whether the shortcut needs a convolution to fit. */
    boolean isResized() {
      return stride != 1 || in != out;
    }
  }

  public ResNet(ResNetOptions options) {
    this.options = options;
    int in = STEM;
    for (int stage = 0; stage < options.blocks().size(); stage++) {
      int width = STEM << stage;
      int out = options.hasBottlenecks() ? width * EXPANSION : width;
      for (int i = 0; i < options.blocks().get(stage); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        blocks.add(new Block("layer%d.%d".formatted(stage + 1, i), in, width, out, stride));
        in = out;
      }
    }
    layout = layout(in);
  }

  private Layout layout(int features) {
    LayoutBuilder builder = LayoutBuilder.ofRectifiers();
    builder.group(STEM_NAME).conv(STEM_NAME, options.channels(), STEM, STEM_KERNEL);
    builder.batchNorm("bn1", STEM);
    blocks.forEach(block -> add(builder.group(block.name()), block));
    return builder.group(HEAD).linear(HEAD, features, options.classes()).build(stages());
  }

  private void add(LayoutBuilder builder, Block block) {
    int convs = options.hasBottlenecks() ? 3 : 2;
    for (int i = 1; i <= convs; i++) {
      int from = i == 1 ? block.in() : block.width();
      int to = i == convs ? block.out() : block.width();
      builder.conv(block.name() + ".conv" + i, from, to, kernel(i));
      builder.batchNorm(block.name() + ".bn" + i, to);
    }
    if (block.isResized()) {
      builder.conv(block.name() + ".downsample.0", block.in(), block.out(), 1);
      builder.batchNorm(block.name() + ".downsample.1", block.out());
    }
  }

  private int kernel(int conv) {
    return options.hasBottlenecks() && conv != 2 ? 1 : 3;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    int side = half(half(options.imageSize()));
    stages.add(
        Stage.from(
            STEM_NAME,
            Images.IMAGE,
            Features.map(STEM, side),
            (weights, x, mode) -> new Pass(weights, mode).stem(x)));
    for (Block block : blocks) {
      side = block.stride() == 1 ? side : half(side);
      stages.add(
          Stage.layer(
              block.name(),
              Features.map(block.out(), side),
              (weights, x, mode) -> new Pass(weights, mode).block(x, block)));
    }
    stages.add(
        Stage.last(HEAD, Images.LOGITS, (weights, x, mode) -> new Pass(weights, mode).head(x)));
    return stages;
  }

  private static int half(int side) {
    return (side + 1) / 2;
  }

  /** Each convolution's map is kept, normalised and rectified; the pool keeps where it looked. */
  @Override
  public long activations() {
    int side = half(options.imageSize());
    long all = 3L * STEM * side * side;
    side = half(side);
    all += 3L * STEM * side * side;
    for (Block block : blocks) {
      long before = (long) side * side;
      side = block.stride() == 1 ? side : half(side);
      long pixels = (long) side * side;
      long narrow = options.hasBottlenecks() ? before * block.width() : 0;
      long shortcut = block.isResized() ? 2 * pixels * block.out() : 0;
      all += 3 * (narrow + pixels * (block.width() + block.out())) + shortcut;
    }
    return all;
  }

  /** The weights and the mode of one forward pass. */
  private final class Pass {
    private final Weights weights;
    private final Mode mode;

    Pass(Weights weights, Mode mode) {
      this.weights = weights;
      this.mode = mode;
    }

    NDArray stem(NDArray image) {
      return Layers.maxPool2d(Layers.relu(normed(image, STEM_NAME, "bn1", 2)), 3, 2, 1);
    }

    NDArray head(NDArray x) {
      return Layers.linear(
          Layers.globalAveragePool(x), weights.tensor("fc.weight"), weights.tensor("fc.bias"));
    }

    private NDArray normed(NDArray x, String conv, String norm, int stride) {
      return Images.normed(weights, mode, x, conv, norm, Geometry.stride(stride));
    }

    NDArray block(NDArray x, Block block) {
      String name = block.name();
      NDArray shortcut =
          block.isResized()
              ? normed(x, name + ".downsample.0", name + ".downsample.1", block.stride())
              : x;
      NDArray y = options.hasBottlenecks() ? narrow(x, block) : plain(x, block);
      return Layers.relu(y.add(shortcut));
    }

    private NDArray plain(NDArray x, Block block) {
      String name = block.name();
      NDArray y = Layers.relu(normed(x, name + ".conv1", name + ".bn1", block.stride()));
      return normed(y, name + ".conv2", name + ".bn2", 1);
    }

    private NDArray narrow(NDArray x, Block block) {
      String name = block.name();
      NDArray y = Layers.relu(normed(x, name + ".conv1", name + ".bn1", 1));
      y = Layers.relu(normed(y, name + ".conv2", name + ".bn2", block.stride()));
      return normed(y, name + ".conv3", name + ".bn3", 1);
    }
  }
}
