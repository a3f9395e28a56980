package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.network.AttentionOptions.Placement;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import java.util.Map;

/**
 * The generator of zi2zi-pytorch: a U-Net of nested levels whose innermost map is one pixel, where
 * the embedding of the wanted style joins the code of the glyph. Keys are those of its checkpoints,
 * {@code model.submodule.….down.1.weight}.
 *
 * <p>Inputs: {@value #IMAGE} float32 [N, channels, side, side] in -1..1, and {@value #STYLE} int64
 * [N]. Outputs: {@value #IMAGE}, of the input's shape, and {@value #CODE} [N, width of the
 * innermost level].
 */
public final class Zi2ziUNet implements Network {
  /** The glyph: source in, generated out. */
  public static final String IMAGE = "image";

  /** Row of the style embedding. */
  public static final String STYLE = "style";

  /** The bottleneck before the style joins it. */
  public static final String CODE = "code";

  private static final int KERNEL = 4;
  private static final int STRIDE = 2;
  private static final int PADDING = 1;
  static final float SLOPE = 0.2f;

  private final UNetOptions options;
  private final Layout layout;

  public Zi2ziUNet(UNetOptions options) {
    this.options = options;
    LayoutBuilder builder = LayoutBuilder.ofPix2pix();
    for (int level = options.levels() - 1; level >= 0; level--) {
      addLevel(builder, level);
    }
    layout = builder.embedding("embedder", options.styles(), options.styleDim()).build();
  }

  private void addLevel(LayoutBuilder builder, int level) {
    int inner = options.width(level);
    int outer = outerWidth(level);
    builder.conv(down(level, downConv(level)), outer, inner, KERNEL);
    if (hasDownNorm(level)) {
      builder.batchNorm(down(level, 2), inner);
    }
    addAttention(builder, level, Placement.APPEND, inner);
    int joined = isInnermost(level) ? inner + options.styleDim() : 2 * inner;
    addAttention(builder, level, Placement.INSERT, joined);
    builder.convTranspose(up(level, upConv(level)), joined, outer, KERNEL);
    if (isOutermost(level)) {
      builder.bias(up(level, upConv(level)), LayerKind.CONV_TRANSPOSE, outer);
    } else {
      builder.batchNorm(up(level, upConv(level) + 1), outer);
    }
    addAttention(builder, level, Placement.ATTR, inner);
  }

  private void addAttention(LayoutBuilder builder, int level, Placement placement, int channels) {
    if (options.hasAttention(level, placement)) {
      builder.selfAttention(attention(level, placement), channels, options.attention());
    }
  }

  private int outerWidth(int level) {
    return isOutermost(level) ? options.channels() : options.width(level - 1);
  }

  private static boolean isOutermost(int level) {
    return level == 0;
  }

  private boolean isInnermost(int level) {
    return level == options.levels() - 1;
  }

  boolean hasDownNorm(int level) {
    return !isOutermost(level) && !isInnermost(level);
  }

  /** The outermost level starts with its convolution, all others with a rectifier. */
  private static int downConv(int level) {
    return isOutermost(level) ? 0 : 1;
  }

  /** Behind its rectifier, and behind attention where that comes first. */
  private int upConv(int level) {
    return options.hasAttention(level, Placement.INSERT) ? 2 : 1;
  }

  String attention(int level, Placement placement) {
    return switch (placement) {
      case APPEND -> down(level, downConv(level) + (hasDownNorm(level) ? 2 : 1));
      case INSERT -> up(level, 0);
      case ATTR -> level(level) + "att";
      case NONE -> throw new IllegalArgumentException("there is no attention");
    };
  }

  private static String down(int level, int index) {
    return level(level) + "down." + index;
  }

  private static String up(int level, int index) {
    return level(level) + "up." + index;
  }

  String downConvName(int level) {
    return down(level, downConv(level));
  }

  String downNorm(int level) {
    return down(level, 2);
  }

  String upConvName(int level) {
    return up(level, upConv(level));
  }

  String upNorm(int level) {
    return up(level, upConv(level) + 1);
  }

  private static String level(int level) {
    return "model." + "submodule.".repeat(level);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public long activations() {
    long all = 0;
    for (int level = 0; level < options.levels(); level++) {
      all += activations(level);
    }
    return all;
  }

  /** Rectified, convolved and normalised on the way down; the same and joined on the way up. */
  private long activations(int level) {
    long pixels =
        (long) (options.imageSize() >> (level + 1)) * (options.imageSize() >> (level + 1));
    long inner = options.width(level);
    long outer = 4L * outerWidth(level);
    long joined = isInnermost(level) ? inner + options.styleDim() : 2 * inner;
    long maps = pixels * (outer + 2 * inner + joined + 2 * outer + 2 * outer);
    return hasAttention(level) ? maps + pixels * (5 * inner + 3 * pixels) : maps;
  }

  private boolean hasAttention(int level) {
    return options.attention().placement() != Placement.NONE
        && options.hasAttention(level, options.attention().placement());
  }

  @Override
  public Map<String, NDArray> forward(Weights weights, Map<String, NDArray> inputs, Mode mode) {
    return new Pass(weights, mode, inputs).run();
  }

  /** One forward pass. */
  private final class Pass {
    private final Weights weights;
    private final Mode mode;
    private final NDArray image;
    private final NDArray style;

    Pass(Weights weights, Mode mode, Map<String, NDArray> inputs) {
      this.weights = weights;
      this.mode = mode;
      this.image = Inputs.require(inputs, IMAGE);
      this.style = Inputs.require(inputs, STYLE);
    }

    Map<String, NDArray> run() {
      NDArray[] maps = new NDArray[options.levels()];
      NDArray x = image;
      for (int level = 0; level < maps.length; level++) {
        maps[level] = x;
        x = down(x, level);
      }
      NDArray code = x;
      x = Layers.concatChannels(embeddedStyle(), code);
      for (int level = maps.length - 1; level > 0; level--) {
        x = Layers.concatChannels(maps[level], norm(up(x, level), upNorm(level)));
      }
      NDArray generated = Layers.tanh(up(x, 0));
      return Map.of(IMAGE, generated, CODE, code.reshape(code.getShape().get(0), -1));
    }

    private NDArray embeddedStyle() {
      NDArray rows = Layers.embedding(style, weights.tensor("embedder.weight"));
      return rows.reshape(rows.getShape().get(0), options.styleDim(), 1, 1);
    }

    private NDArray down(NDArray outer, int level) {
      NDArray x = isOutermost(level) ? outer : Layers.leakyRelu(outer, SLOPE);
      String conv = downConvName(level) + ".weight";
      x = Layers.conv2d(x, weights.tensor(conv), STRIDE, PADDING);
      if (hasDownNorm(level)) {
        x = norm(x, downNorm(level));
      }
      return attend(attend(x, level, Placement.APPEND), level, Placement.ATTR);
    }

    private NDArray attend(NDArray x, int level, Placement placement) {
      return options.hasAttention(level, placement)
          ? SelfAttention.forward(
              x, weights, attention(level, placement), options.attention().names())
          : x;
    }

    private NDArray up(NDArray inner, int level) {
      NDArray x = Layers.relu(attend(inner, level, Placement.INSERT));
      String conv = upConvName(level);
      NDArray weight = weights.tensor(conv + ".weight");
      if (isOutermost(level)) {
        NDArray bias = weights.tensor(conv + ".bias");
        return Layers.convTranspose2d(x, weight, bias, STRIDE, PADDING);
      }
      return Layers.convTranspose2d(x, weight, STRIDE, PADDING);
    }

    private NDArray norm(NDArray x, String name) {
      return Layers.batchNorm(x, weights, name, mode);
    }
  }
}
