package io.thawline.averaging;

import io.thawline.averaging.BatchNormMean.Shard;
import io.thawline.averaging.BatchNormMean.Statistics;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The buffers that move with the trainable part of a network, in one small record a shard.
 * BatchNorm's running mean and variance combine exactly; a counter takes the largest count.
 */
public final class MovingBuffers {
  private static final String MEAN = "running_mean";
  private static final String VARIANCE = "running_var";

  private final List<TensorSpec> buffers;

  private MovingBuffers(List<TensorSpec> buffers) {
    this.buffers = buffers;
  }

  public static MovingBuffers of(Layout layout, Set<String> trainable) {
    return new MovingBuffers(layout.movingBuffers(trainable));
  }

  /** The moving buffers of a trained network, one after another in the layout's order. */
  public byte[] pack(NetworkState trained) {
    int bytes = buffers.stream().mapToInt(MovingBuffers::bytes).sum();
    ByteBuffer packed = ByteBuffer.allocate(bytes);
    buffers.forEach(spec -> packed.put(trained.tensors().require(spec.name()).bytes()));
    return packed.array();
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
  public record Packed(ByteBuffer packed, long samples) {}

  /** The buffers of all shards together, by name; shards in shard order. */
  public Map<String, HostTensor> combine(List<Packed> shards) {
    List<Map<String, HostTensor>> unpacked = shards.stream().map(this::unpack).toList();
    Map<String, HostTensor> combined = new LinkedHashMap<>();
    for (TensorSpec spec : buffers) {
      String name = spec.name();
      if (name.endsWith(MEAN)) {
        String variance = name.substring(0, name.length() - MEAN.length()) + VARIANCE;
        Statistics statistics = combine(shards, unpacked, name, variance);
        combined.put(name, statistics.mean());
        combined.put(variance, statistics.variance());
      } else if (!name.endsWith(VARIANCE)) {
        combined.put(name, largest(shards, unpacked, name));
      }
    }
    return combined;
  }

  private Map<String, HostTensor> unpack(Packed shard) {
    ByteBuffer packed = shard.packed().duplicate();
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
              new Statistics(
                  Objects.requireNonNull(tensors.get(mean)),
                  Objects.requireNonNull(tensors.get(variance))),
              shards.get(shard).samples()));
    }
    return BatchNormMean.combine(statistics);
  }

  private static HostTensor largest(
      List<Packed> shards, List<Map<String, HostTensor>> unpacked, String name) {
    HostTensor largest = Objects.requireNonNull(unpacked.get(0).get(name));
    for (int shard = 1; shard < shards.size(); shard++) {
      HostTensor candidate = Objects.requireNonNull(unpacked.get(shard).get(name));
      if (candidate.toLongs()[0] > largest.toLongs()[0]) {
        largest = candidate;
      }
    }
    return largest;
  }
}
