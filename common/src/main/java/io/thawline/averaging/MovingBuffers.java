package io.thawline.averaging;

import io.thawline.averaging.BatchNormMean.Shard;
import io.thawline.averaging.BatchNormMean.Statistics;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The buffers that move with the trainable part of a network, in one small record a shard.
 * BatchNorm's running mean and variance combine exactly; a counter takes the largest count.
 */
final class MovingBuffers {
  private static final String MEAN = "running_mean";
  private static final String VARIANCE = "running_var";

  private final List<TensorSpec> buffers;

  private MovingBuffers(List<TensorSpec> buffers) {
    this.buffers = buffers;
  }

  static MovingBuffers of(Layout layout, Set<String> trainable) {
    return new MovingBuffers(layout.movingBuffers(trainable));
  }

  /** The moving buffers, one after another in the layout's order. */
  byte[] pack(Map<String, HostTensor> tensors) {
    int bytes = buffers.stream().mapToInt(MovingBuffers::bytes).sum();
    ByteBuffer packed = ByteBuffer.allocate(bytes);
    buffers.forEach(spec -> packed.put(require(tensors, spec.name()).bytes()));
    return packed.array();
  }

  private static HostTensor require(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no buffer named " + name);
    }
    return tensor;
  }

  private static int bytes(TensorSpec spec) {
    return Math.toIntExact(spec.shape().elements() * spec.dtype().bytes());
  }

  /**
   * What one shard packed.
   *
   * @param packed as {@link #pack} gave it
   * @param samples its weight
   */
  record Packed(ByteBuffer packed, long samples) {}

  /** The buffers of all shards together, by name; shards in shard order. */
  Map<String, HostTensor> combine(List<Packed> shards) {
    List<Map<String, HostTensor>> unpacked =
        shards.stream().map(shard -> unpack(shard.packed())).toList();
    Map<String, HostTensor> combined = new LinkedHashMap<>();
    for (TensorSpec spec : buffers) {
      String name = spec.name();
      if (name.endsWith(MEAN)) {
        String variance = name.substring(0, name.length() - MEAN.length()) + VARIANCE;
        Statistics statistics = combine(shards, unpacked, name, variance);
        combined.put(name, statistics.mean());
        combined.put(variance, statistics.variance());
      } else if (!name.endsWith(VARIANCE)) {
        combined.put(name, largest(unpacked, name));
      }
    }
    return combined;
  }

  /** The buffers by name, out of what {@link #pack} gave. */
  Map<String, HostTensor> unpack(ByteBuffer bytes) {
    ByteBuffer packed = bytes.duplicate();
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : buffers) {
      ByteBuffer run = packed.slice(packed.position(), bytes(spec));
      packed.position(packed.position() + bytes(spec));
      tensors.put(spec.name(), HostTensor.of(spec.dtype(), spec.shape(), run));
    }
    return tensors;
  }

  private static Statistics combine(
      List<Packed> shards, List<Map<String, HostTensor>> unpacked, String mean, String variance) {
    List<Shard> statistics = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      Map<String, HostTensor> tensors = unpacked.get(shard);
      statistics.add(
          new Shard(
              new Statistics(require(tensors, mean), require(tensors, variance)),
              shards.get(shard).samples()));
    }
    return BatchNormMean.combine(statistics);
  }

  private static HostTensor largest(List<Map<String, HostTensor>> unpacked, String name) {
    return unpacked.stream()
        .map(tensors -> require(tensors, name))
        .max(Comparator.comparingLong(tensor -> tensor.toLongs()[0]))
        .orElseThrow();
  }
}
