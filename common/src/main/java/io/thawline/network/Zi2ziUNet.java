package io.thawline.network;

import io.thawline.network.AttentionOptions.Placement;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import java.util.List;

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
  static final int STRIDE = 2;
  static final int PADDING = 1;
  static final float SLOPE = 0.2f;

  private final UNetOptions options;
  private final UNetNames names;
  private final Layout layout;
  private final List<Stage> stages;

  public Zi2ziUNet(UNetOptions options) {
    this.options = options;
    this.names = new UNetNames(options);
    this.stages = new UNetStages(options, names).all();
    LayoutBuilder builder = LayoutBuilder.ofPix2pix();
    for (int level = options.levels() - 1; level >= 0; level--) {
      addLevel(builder, level);
    }
    builder.group(UNetNames.EMBEDDER);
    builder.embedding(UNetNames.EMBEDDER, options.styles(), options.styleDim());
    layout = builder.build(stages);
  }

  private void addLevel(LayoutBuilder builder, int level) {
    int inner = options.width(level);
    int outer = outerWidth(level);
    builder.group(UNetNames.down(level)).conv(names.downConv(level), outer, inner, KERNEL);
    if (names.hasDownNorm(level)) {
      builder.batchNorm(names.downNorm(level), inner);
    }
    addAttention(builder, level, Placement.APPEND);
    builder.group(UNetNames.up(level));
    addAttention(builder, level, Placement.INSERT);
    builder.convTranspose(names.upConv(level), options.joinedWidth(level), outer, KERNEL);
    if (UNetNames.isOutermost(level)) {
      builder.bias(names.upConv(level), LayerKind.CONV_TRANSPOSE, outer);
    } else {
      builder.batchNorm(names.upNorm(level), outer);
    }
    builder.group(UNetNames.down(level));
    addAttention(builder, level, Placement.ATTR);
  }

  private void addAttention(LayoutBuilder builder, int level, Placement placement) {
    int channels = options.attended(level, placement);
    options
        .attention(level, placement)
        .ifPresent(
            layer -> builder.selfAttention(names.attention(level, placement), channels, layer));
  }

  private int outerWidth(int level) {
    return UNetNames.isOutermost(level) ? options.channels() : options.width(level - 1);
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public List<Stage> stages() {
    return stages;
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
    long pixels = (long) options.side(level) * options.side(level);
    long inner = options.width(level);
    long outer = 4L * outerWidth(level);
    long joined = options.joinedWidth(level);
    long maps = pixels * (outer + 2 * inner + joined + 2 * outer + 2 * outer);
    long attention = 0;
    for (AttentionOptions layer : options.attentions()) {
      if (layer.mapSize() == options.side(level)) {
        long channels = options.attended(level, layer.placement());
        attention += pixels * (5 * channels + 3 * pixels);
      }
    }
    long masks = options.dropout() > 0 ? 2 * pixels * outer : 0;
    return maps + attention + masks;
  }
}
