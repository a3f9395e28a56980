package io.thawline.train;

import io.thawline.glyph.GlyphPair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The batches of an epoch: a function of the samples' ids, the seed and the epoch alone. Each id is
 * hashed with both and the hashes are sorted, so that a sample's place depends on no other's
 * presence in memory, order of arrival or partition.
 */
final class BatchOrder {
  private final long key;

  BatchOrder(long seed, int epochsBefore) {
    key = mix(mix(seed) + epochsBefore);
  }

  /**
   * The samples in batches of a size. A last batch of one sample joins the one before, since
   * BatchNorm has no variance to divide by where a map is one pixel.
   *
   * @throws IllegalArgumentException when two samples share an id
   */
  List<List<GlyphPair>> batches(List<GlyphPair> samples, int batchSize) {
    List<GlyphPair> order = shuffled(samples);
    List<List<GlyphPair>> batches = new ArrayList<>();
    int start = 0;
    while (start < order.size()) {
      int end = Math.min(start + batchSize, order.size());
      if (batchSize > 1 && order.size() - end == 1) {
        end++;
      }
      batches.add(order.subList(start, end));
      start = end;
    }
    return batches;
  }

  /** What a batch's step draws at random follows from: the same for no other batch of a run. */
  long seedOf(List<GlyphPair> batch) {
    return mix(hash(batch.get(0).id()));
  }

  /** How many batches so many samples make. */
  static int count(int samples, int batchSize) {
    int full = samples / batchSize;
    int rest = samples % batchSize;
    boolean joins = rest == 1 && full > 0;
    return rest == 0 || joins ? full : full + 1;
  }

  private List<GlyphPair> shuffled(List<GlyphPair> samples) {
    List<GlyphPair> sorted = new ArrayList<>(samples);
    sorted.sort(Comparator.comparing(GlyphPair::id));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).id().equals(sorted.get(i - 1).id())) {
        throw new IllegalArgumentException("two samples have the id " + sorted.get(i).id());
      }
    }
    return sorted.stream().sorted(Comparator.comparingLong(pair -> hash(pair.id()))).toList();
  }

  private long hash(String id) {
    long hash = key;
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash ^ (b & 0xff));
    }
    return hash;
  }

  /** SplitMix64's finaliser (Steele, Lea and Flood 2014). */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
