package io.thawline.averaging;

/**
 * Combines BatchNorm's running statistics of several shards as if one had seen all their samples,
 * in fp64 and in the shifted form: {@code var = sum w (var_i + (mean_i - mean)^2)}. The unshifted
 * form cancels, and is not even the identity for one shard.
 */
public final class BatchNormMean {
  private BatchNormMean() {}

  /** Running mean and running variance of one layer, each of length channels. */
  public record Statistics(float[] mean, float[] variance) {}

  /**
   * The statistics of all shards together.
   *
   * @param shards in shard order, all of the same number of channels
   * @param samples the weight of each shard; at least one is above 0
   */
  public static Statistics combine(Statistics[] shards, long[] samples) {
    int channels = shards[0].mean().length;
    float[] mean = new float[channels];
    float[] variance = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double center = center(shards, samples, channel);
      mean[channel] = (float) center;
      variance[channel] = (float) spread(shards, samples, channel, center);
    }
    return new Statistics(mean, variance);
  }

  private static double center(Statistics[] shards, long[] samples, int channel) {
    double sum = 0;
    double weight = 0;
    for (int shard = 0; shard < shards.length; shard++) {
      if (samples[shard] > 0) {
        sum += (double) shards[shard].mean()[channel] * samples[shard];
        weight += samples[shard];
      }
    }
    return sum / weight;
  }

  private static double spread(Statistics[] shards, long[] samples, int channel, double center) {
    double sum = 0;
    double weight = 0;
    for (int shard = 0; shard < shards.length; shard++) {
      if (samples[shard] > 0) {
        double shift = shards[shard].mean()[channel] - center;
        sum += (shards[shard].variance()[channel] + shift * shift) * samples[shard];
        weight += samples[shard];
      }
    }
    return sum / weight;
  }
}
