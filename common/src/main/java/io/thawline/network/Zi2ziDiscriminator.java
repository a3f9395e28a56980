package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.Weights;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The discriminator of zi2zi-pytorch, under the keys of its checkpoints: is the second image a
 * glyph of a font, drawn after the first, and in which style?
 *
 * <p>Inputs: {@value #SOURCE} and {@value #IMAGE}, float32 [N, channels, side, side] in -1..1.
 * Outputs: the logits {@value #BINARY} [N, 1], above 0 for a true glyph, and {@value #CATEGORY} [N,
 * styles], whose name is spelt as the original spells it.
 */
public final class Zi2ziDiscriminator implements Network {
  /** The glyph to draw after. */
  public static final String SOURCE = "source";

  /** The glyph of the font, or what a generator drew. */
  public static final String IMAGE = "image";

  /** Whether the glyph is true. */
  public static final String BINARY = "binary";

  /** Which style it has. */
  public static final String CATEGORY = "catagory";

  private static final String HEADS = "heads";
  private static final int LAYERS = 4;
  private static final int KERNEL = 5;
  private static final int PADDING = 2;

  private final DiscriminatorOptions options;
  private final Layout layout;

  public Zi2ziDiscriminator(DiscriminatorOptions options) {
    this.options = options;
    LayoutBuilder builder = LayoutBuilder.ofPix2pix();
    for (int layer = 0; layer < LAYERS; layer++) {
      int in = layer == 0 ? 2 * options.channels() : options.width(layer - 1);
      builder.group(conv(layer)).conv(conv(layer), in, options.width(layer), KERNEL);
      if (layer == 0) {
        builder.bias(conv(layer), LayerKind.CONV, options.width(layer));
      } else {
        builder.batchNorm(norm(layer), options.width(layer));
      }
    }
    int features =
        Math.toIntExact(
            (long) options.width(LAYERS - 1)
                * Math.multiplyExact(options.side(LAYERS - 1), options.side(LAYERS - 1)));
    builder.group(HEADS).dense(BINARY, features, 1).dense(CATEGORY, features, options.styles());
    layout = builder.build(stages());
  }

  /** A rectifier follows the first convolution, a norm and a rectifier each of the others. */
  private static String conv(int layer) {
    return "model." + (layer == 0 ? 0 : 3 * layer - 1);
  }

  private static String norm(int layer) {
    return "model." + 3 * layer;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    stages.add(
        Stage.of(
            conv(0),
            features(0),
            (weights, values, mode) ->
                Map.of(
                    Stage.FEATURES,
                    first(
                        weights,
                        Layers.concatChannels(
                            Inputs.require(values, SOURCE), Inputs.require(values, IMAGE))))));
    for (int layer = 1; layer < LAYERS; layer++) {
      int number = layer;
      stages.add(
          Stage.layer(
              conv(layer),
              features(layer),
              (weights, x, mode) -> normed(weights, x, number, mode)));
    }
    stages.add(Stage.last(HEADS, this::judged));
    return stages;
  }

  private Features features(int layer) {
    return Features.map(options.width(layer), options.side(layer));
  }

  private static NDArray first(Weights weights, NDArray images) {
    NDArray weight = weights.tensor(conv(0) + ".weight");
    NDArray bias = weights.tensor(conv(0) + ".bias");
    return rectified(Layers.conv2d(images, weight, bias, 2, PADDING));
  }

  private static NDArray normed(Weights weights, NDArray x, int layer, Mode mode) {
    int stride = layer == LAYERS - 1 ? 1 : 2;
    NDArray y = Layers.conv2d(x, weights.tensor(conv(layer) + ".weight"), stride, PADDING);
    return rectified(Layers.batchNorm(y, weights, norm(layer), mode));
  }

  private static NDArray rectified(NDArray x) {
    return Layers.leakyRelu(x, Zi2ziUNet.SLOPE);
  }

  private Map<String, NDArray> judged(Weights weights, Map<String, NDArray> values, Mode mode) {
    NDArray x = Inputs.require(values, Stage.FEATURES);
    NDArray flat = x.reshape(x.getShape().get(0), -1);
    return Map.of(BINARY, head(weights, flat, BINARY), CATEGORY, head(weights, flat, CATEGORY));
  }

  private static NDArray head(Weights weights, NDArray flat, String name) {
    return Layers.linear(flat, weights.tensor(name + ".weight"), weights.tensor(name + ".bias"));
  }

  /** Both images side by side; each layer's map is kept, normalised and rectified. */
  @Override
  public long activations() {
    long all = 2L * options.channels() * options.imageSize() * options.imageSize();
    for (int layer = 0; layer < LAYERS; layer++) {
      long pixels = (long) options.side(layer) * options.side(layer);
      all += 3 * pixels * options.width(layer);
    }
    return all;
  }
}
