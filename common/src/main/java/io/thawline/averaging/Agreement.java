package io.thawline.averaging;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether shards moved the weights the same way: the cosine between their ways from the common
 * start, averaged over all pairs, each pair weighted by both ways' lengths and samples. So weighted
 * it follows from the lengths of the ways and of their mean alone, {@code |sum n d|^2 = sum (n
 * |d|)^2 + 2 * (pairs)}, and no two shards' weights need to be in memory together.
 */
final class Agreement {
  private Agreement() {}

  /**
   * The mean cosine, -1 to 1; empty for fewer than two shards that moved.
   *
   * @param samples each shard's weight, in shard order
   * @param chunks of the weights of all networks, in their order
   */
  static OptionalDouble cosine(List<Long> samples, List<MeanRecord> chunks) {
    double total = samples.stream().mapToLong(Long::longValue).sum();
    double sumOfSquares = 0;
    double sum = 0;
    for (int shard = 0; shard < samples.size(); shard++) {
      double square = 0;
      for (MeanRecord chunk : chunks) {
        square += chunk.squaredNorms()[shard];
      }
      double length = samples.get(shard) * Math.sqrt(square);
      sum += length;
      sumOfSquares += length * length;
    }
    double common =
        chunks.stream().mapToDouble(MeanRecord::squaredNormOfMean).sum() * total * total;
    double pairs = sum * sum - sumOfSquares;
    return pairs > sumOfSquares * 1e-12
        ? OptionalDouble.of(Math.max(-1, Math.min(1, (common - sumOfSquares) / pairs)))
        : OptionalDouble.empty();
  }
}
