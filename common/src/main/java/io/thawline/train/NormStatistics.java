package io.thawline.train;

import io.thawline.nn.BatchStatistics;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Mean and variance of all values that went through each BatchNorm layer, in fp64, put together
 * batch by batch and shard by shard (Chan, Golub and LeVeque 1983). A class, for Kryo reads no
 * records back.
 */
public final class NormStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<String, Layer> layers = new LinkedHashMap<>();

  /** Adds a batch that went through a layer. */
  void add(String layer, BatchStatistics.Batch batch) {
    double[] mean = batch.mean().stream().mapToDouble(Double::doubleValue).toArray();
    double[] squares =
        batch.variance().stream().mapToDouble(each -> each * (batch.values() - 1)).toArray();
    add(layer, new Layer(mean, squares, batch.values()));
  }

  /** Adds what others saw: the same in the same order gives the same bits. */
  public void add(NormStatistics other) {
    other.layers.forEach(this::add);
  }

  private void add(String name, Layer more) {
    Layer known = layers.get(name);
    layers.put(name, known == null ? more : known.and(more));
  }

  /** Whether every mean and variance is a number. */
  public boolean areFinite() {
    return layers.values().stream().allMatch(Layer::isFinite);
  }

  /** The running mean and variance of every layer that saw a value, float32 of (channels). */
  public Map<String, HostTensor> tensors() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    layers.forEach(
        (name, layer) -> {
          tensors.put(BatchStatistics.mean(name), tensor(layer.mean, 1));
          tensors.put(
              BatchStatistics.variance(name), tensor(layer.squares, (double) layer.values - 1));
        });
    return tensors;
  }

  private static HostTensor tensor(double[] values, double divisor) {
    float[] floats = new float[values.length];
    for (int channel = 0; channel < floats.length; channel++) {
      floats[channel] = (float) (values[channel] / divisor);
    }
    return HostTensor.ofFloats(Shape.of(floats.length), floats);
  }

  /** Of each channel the mean and the sum of squared distances from it. */
  private static final class Layer implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] mean;
    private final double[] squares;
    private final long values;

    Layer(double[] mean, double[] squares, long values) {
      this.mean = mean;
      this.squares = squares;
      this.values = values;
    }

    Layer and(Layer more) {
      double[] center = new double[mean.length];
      double[] spread = new double[mean.length];
      double share = (double) more.values / (values + more.values);
      for (int channel = 0; channel < center.length; channel++) {
        double apart = more.mean[channel] - mean[channel];
        center[channel] = mean[channel] + apart * share;
        spread[channel] = squares[channel] + more.squares[channel] + apart * apart * share * values;
      }
      return new Layer(center, spread, values + more.values);
    }

    boolean isFinite() {
      for (int channel = 0; channel < mean.length; channel++) {
        if (!Double.isFinite(mean[channel]) || !Double.isFinite(squares[channel])) {
          return false;
        }
      }
      return true;
    }
  }
}
