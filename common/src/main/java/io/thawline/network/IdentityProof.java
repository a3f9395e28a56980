package io.thawline.network;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Whether a network with a layer added computes what it did without. An attention whose gamma is 0
 * adds zeros, so any difference shows that weights went to wrong places.
 */
public final class IdentityProof {
  /** Images of the random batch. */
  public static final int SAMPLES = 2;

  private IdentityProof() {}

  /** Whether a network has added layers, and all of them start without effect. */
  public static boolean isDue(UNetOptions options, StateDict weights) {
    return !options.attentions().isEmpty()
        && gammas(options).stream().allMatch(name -> isZero(weights.require(name)));
  }

  private static List<String> gammas(UNetOptions options) {
    UNetNames names = new UNetNames(options);
    List<String> gammas = new ArrayList<>();
    for (AttentionOptions layer : options.attentions()) {
      int level = options.levelOf(layer);
      gammas.add(names.attention(level, layer.placement()) + "." + layer.names().gamma());
    }
    return gammas;
  }

  private static boolean isZero(HostTensor gamma) {
    for (float value : gamma.toFloats()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The largest absolute difference between the images that the network draws with and without its
   * added layers, in evaluation mode, on a batch of random images and styles.
   *
   * @param options of the network with added layers
   * @param source what the checkpoint holds, under its own names; a tensor of the published network
   *     that it lacks, or has in another shape, is taken from the weights instead
   * @param weights of the network with added layers
   * @param seed of the batch
   * @return 0 when all bits agree; NaN when an image is no number
   */
  public static double largestDifference(
      Device device, UNetOptions options, StateDict source, StateDict weights, long seed) {
    UNetOptions before = options.withoutAttention();
    float[] old = images(device, before, published(options, source, weights), seed);
    float[] now = images(device, options, weights, seed);
    double largest = 0;
    for (int i = 0; i < old.length; i++) {
      largest = Math.max(largest, Math.abs((double) now[i] - old[i]));
    }
    return largest;
  }

  /** The published network's tensors: the i-th is the i-th that was not added. */
  private static StateDict published(UNetOptions options, StateDict source, StateDict weights) {
    Layout before = new Zi2ziUNet(options.withoutAttention()).layout();
    List<TensorSpec> kept =
        new Zi2ziUNet(options).layout().tensors().stream().filter(spec -> !spec.added()).toList();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < kept.size(); i++) {
      TensorSpec old = before.tensors().get(i);
      HostTensor transferred = weights.require(kept.get(i).name());
      tensors.put(
          old.name(),
          source
              .find(old.name())
              .filter(tensor -> tensor.shape().equals(old.shape()))
              .filter(tensor -> tensor.dtype().isFloating() && old.dtype().isFloating())
              .map(HostTensor::toFloat32)
              .orElse(transferred));
    }
    return StateDict.of(tensors);
  }

  private static float[] images(Device device, UNetOptions options, StateDict tensors, long seed) {
    Zi2ziUNet network = new Zi2ziUNet(options);
    NetworkState state = NetworkState.untrained(tensors);
    try (Weights weights = Weights.load(device, network.layout(), state, List.of());
        StepScope scope = device.newEvaluation()) {
      Map<String, NDArray> outputs =
          network.forward(weights, batch(scope, options, new Random(seed)), Mode.EVALUATION);
      return outputs.getOrDefault(Zi2ziUNet.IMAGE, scope.floats(new float[0], 0)).toFloatArray();
    }
  }

  private static Map<String, NDArray> batch(StepScope scope, UNetOptions options, Random random) {
    int side = options.imageSize();
    float[] pixels = new float[SAMPLES * options.channels() * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 2 * random.nextFloat() - 1;
    }
    long[] styles = random.longs(SAMPLES, 0, options.styles()).toArray();
    return Map.of(
        Zi2ziUNet.IMAGE, scope.floats(pixels, SAMPLES, options.channels(), side, side),
        Zi2ziUNet.STYLE, scope.longs(styles, SAMPLES));
  }
}
