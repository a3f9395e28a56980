package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Images.Geometry;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * ResNet-18, -34 and -50 (He et al. 2015) as torchvision builds them, under its keys.
 *
 * <p>Input: {@value Images#IMAGE} float32 [N, channels, height, width]. Output: {@value
 * Images#LOGITS} [N, classes].
 */
public final class ResNet implements Network {
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
    builder.conv("conv1", options.channels(), STEM, STEM_KERNEL).batchNorm("bn1", STEM);
    blocks.forEach(block -> add(builder, block));
    return builder.linear("fc", features, options.classes()).build();
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
  public Map<String, NDArray> forward(Weights weights, Map<String, NDArray> inputs, Mode mode) {
    Pass pass = new Pass(weights, mode);
    NDArray x = Layers.relu(pass.normed(Images.input(inputs), "conv1", "bn1", 2));
    x = Layers.maxPool2d(x, 3, 2, 1);
    for (Block block : blocks) {
      x = pass.block(x, block);
    }
    NDArray logits =
        Layers.linear(
            Layers.globalAveragePool(x), weights.tensor("fc.weight"), weights.tensor("fc.bias"));
    return Map.of(Images.LOGITS, logits);
  }

  /** One forward pass. */
  private final class Pass {
    private final Weights weights;
    private final Mode mode;

    Pass(Weights weights, Mode mode) {
      this.weights = weights;
      this.mode = mode;
    }

    NDArray normed(NDArray x, String conv, String norm, int stride) {
      return Images.normed(weights, mode, x, conv, norm, Geometry.stride(stride));
    }

    NDArray block(NDArray x, Block block) {
      String name = block.name();
      NDArray shortcut =
          block.isResized()
              ? normed(x, name + ".downsample.0", name + ".downsample.1", block.stride())
              : x;
      return Layers.relu((options.hasBottlenecks() ? narrow(x, block) : plain(x, block)).add(shortcut));
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
