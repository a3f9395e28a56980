package io.thawline.averaging;

import io.thawline.tensor.HostTensor;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Combines BatchNorm's running statistics of several shards as if one had seen all their samples,
 * in fp64 and in the shifted form: {@code var = sum w (var_i + (mean_i - mean)^2)}. The unshifted
 * form cancels, and is not even the identity for one shard.
 */
final class BatchNormMean {
  private BatchNormMean() {}

  /**
   * One layer's running statistics.
   *
   * @param mean float32 of (channels)
   * @param variance likewise
   */
  record Statistics(HostTensor mean, HostTensor variance) {}

  /** The statistics of one shard, and the samples they weigh. */
  record Shard(Statistics statistics, long samples) {}

  /**
   * The statistics of all shards together.
   *
   * @param shards in shard order, all of the same number of channels; one at least has samples
   */
  static Statistics combine(List<Shard> shards) {
    List<Channels> seen =
        shards.stream().filter(shard -> shard.samples() > 0).map(Channels::of).toList();
    HostTensor like = shards.get(0).statistics().mean();
    float[] mean = new float[Math.toIntExact(like.shape().elements())];
    float[] variance = new float[mean.length];
    for (int channel = 0; channel < mean.length; channel++) {
      int at = channel;
      double center = weighted(seen, shard -> shard.mean[at]);
      double spread =
          weighted(
              seen,
              shard -> shard.variance[at] + (shard.mean[at] - center) * (shard.mean[at] - center));
      mean[channel] = (float) center;
      variance[channel] = (float) spread;
    }
    return new Statistics(
        HostTensor.ofFloats(like.shape(), mean), HostTensor.ofFloats(like.shape(), variance));
  }

  private static double weighted(List<Channels> shards, ToDoubleFunction<Channels> value) {
    double sum = 0;
    double weight = 0;
    for (Channels shard : shards) {
      sum += value.applyAsDouble(shard) * shard.samples;
      weight += shard.samples;
    }
    return sum / weight;
  }

  private static final class Channels {
    private final float[] mean;
    private final float[] variance;
    private final long samples;

    private Channels(float[] mean, float[] variance, long samples) {
      this.mean = mean;
      this.variance = variance;
      this.samples = samples;
    }

    static Channels of(Shard shard) {
      return new Channels(
          shard.statistics().mean().toFloats(),
          shard.statistics().variance().toFloats(),
          shard.samples());
    }
  }
}
