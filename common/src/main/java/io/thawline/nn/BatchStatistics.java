package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What single batches have in the BatchNorm layers of a network. Running statistics that are zero
 * before a forward pass in training mode are a tenth of the batch's behind it, for the momentum is
 * 0.1, so that they are read without another operation.
 */
public final class BatchStatistics {
  private static final double MOMENTUM = 0.1;
  private static final String WEIGHT = ".weight";
  private static final String MEAN = ".running_mean";
  private static final String VARIANCE = ".running_var";

  private final Weights weights;
  private final List<String> layers;

  /**
   * A reader of these weights, all of whose BatchNorm layers must use the batch's statistics.
   *
   * @param layers as {@link #layers} names them
   */
  public BatchStatistics(Weights weights, List<String> layers) {
    this.weights = weights;
    this.layers = List.copyOf(layers);
  }

  /**
   * The BatchNorm layers of a layout that keep running statistics, by the prefix of their tensors,
   * in the layout's order.
   */
  public static List<String> layers(Layout layout) {
    return layout.parameters().stream()
        .filter(spec -> spec.layer() == LayerKind.BATCH_NORM && spec.name().endsWith(WEIGHT))
        .map(BatchStatistics::prefix)
        .filter(prefix -> layout.find(mean(prefix)).isPresent())
        .toList();
  }

  private static String prefix(TensorSpec weight) {
    return weight.name().substring(0, weight.name().length() - WEIGHT.length());
  }

  /** The name of a layer's scale, which trains where its statistics move. */
  public static String scale(String layer) {
    return layer + WEIGHT;
  }

  /** The name of a layer's running mean. */
  public static String mean(String layer) {
    return layer + MEAN;
  }

  /** The name of a layer's running variance. */
  public static String variance(String layer) {
    return layer + VARIANCE;
  }

  /**
   * What a batch has in a layer.
   *
   * @param mean of each channel
   * @param variance of each channel, with Bessel's correction
   * @param values that a channel had: samples times places
   */
  public record Batch(List<Double> mean, List<Double> variance, long values) {
    public Batch {
      mean = List.copyOf(mean);
      variance = List.copyOf(variance);
    }
  }

  /** Forgets the batches so far. */
  public void clear() {
    for (String layer : layers) {
      zero(mean(layer));
      zero(variance(layer));
    }
  }

  private void zero(String name) {
    NDArray array = weights.tensor(name);
    int bytes = Math.toIntExact(array.size() * Float.BYTES);
    Autograd.off(
        () -> {
          HostMemory.write(array, 0, ByteBuffer.allocate(bytes));
          return bytes;
        });
  }

  /**
   * What the one batch since {@link #clear} had in a layer.
   *
   * @throws IllegalStateException when the layer saw none
   */
  public Batch read(String layer) {
    long values = weights.lastValues(layer);
    if (values == 0) {
      throw new IllegalStateException("no batch went through " + layer);
    }
    return new Batch(whole(mean(layer)), whole(variance(layer)), values);
  }

  private List<Double> whole(String name) {
    List<Double> values = new ArrayList<>();
    for (float part : weights.tensor(name).toFloatArray()) {
      values.add(part / MOMENTUM);
    }
    return values;
  }
}
