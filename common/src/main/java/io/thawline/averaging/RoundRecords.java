package io.thawline.averaging;

import io.thawline.averaging.MovingBuffers.Packed;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one round trains, as numbered records of at most 8 MB: each shard splits its result into
 * them, the records of one number are folded in shard order wherever that is convenient, and the
 * means are joined into the next state.
 */
public final class RoundRecords {
  private final SortedMap<String, Part> parts = new TreeMap<>();

  /** The averaged part of one network: its moving buffers in one record, then its chunks. */
  private record Part(MovingBuffers buffers, FlatNetwork flat) {
    int records() {
      return 1 + flat.chunks();
    }
  }

  /**
   * The records of a round.
   *
   * @param layouts by network
   * @param trainable names of the parameters that train, by network
   */
  public RoundRecords(Map<String, Layout> layouts, Map<String, Set<String>> trainable) {
    trainable.forEach(
        (network, names) -> {
          Layout layout = layouts.get(network);
          if (layout == null) {
            throw new IllegalArgumentException("no layout of network " + network);
          }
          parts.put(
              network, new Part(MovingBuffers.of(layout, names), FlatNetwork.of(layout, names)));
        });
  }

  /** How many records there are. */
  public int count() {
    return parts.values().stream().mapToInt(Part::records).sum();
  }

  /** The records of what a shard trained, in the order of their numbers. */
  public List<byte[]> split(Map<String, NetworkState> trained) {
    List<byte[]> records = new ArrayList<>(count());
    parts.forEach(
        (network, part) -> {
          NetworkState state = trained.get(network);
          if (state == null) {
            throw new IllegalArgumentException("network " + network + " was not trained");
          }
          records.add(part.buffers().pack(state.tensors().asMap()));
          records.addAll(part.flat().split(state));
        });
    return records;
  }

  /** The sum of one record over the shards, which must come in shard order. */
  public interface Fold {
    /** Adds a shard's record with the samples it weighs. */
    void add(ByteBuffer record, long samples);

    /** The mean, in the form of the record. */
    byte[] mean();
  }

  /**
   * Begins to fold the records of a number.
   *
   * @param number from 0, below {@link #count}
   * @param bytes the length of each
   */
  public Fold fold(int number, int bytes) {
    int first = 0;
    for (Part part : parts.values()) {
      if (number == first) {
        return new BufferFold(part.buffers());
      }
      if (number < first + part.records()) {
        return new ChunkFold(bytes / Float.BYTES);
      }
      first += part.records();
    }
    throw new IllegalArgumentException("no record " + number + " of " + count());
  }

  private static final class ChunkFold implements Fold {
    private final WeightedMean mean;

    ChunkFold(int length) {
      this.mean = new WeightedMean(length);
    }

    @Override
    public void add(ByteBuffer record, long samples) {
      mean.add(record, samples);
    }

    @Override
    public byte[] mean() {
      return mean.mean();
    }
  }

  private static final class BufferFold implements Fold {
    private final MovingBuffers buffers;
    private final List<Packed> shards = new ArrayList<>();

    BufferFold(MovingBuffers buffers) {
      this.buffers = buffers;
    }

    @Override
    public void add(ByteBuffer record, long samples) {
      shards.add(new Packed(record, samples));
    }

    @Override
    public byte[] mean() {
      return buffers.pack(buffers.combine(shards));
    }
  }

  /**
   * The networks after a round.
   *
   * @param before the state that the round began with
   * @param means the folded records in the order of their numbers
   * @param steps optimizer steps of the round: the most any shard took
   */
  public Map<String, NetworkState> join(RoundState before, List<byte[]> means, long steps) {
    Map<String, NetworkState> networks = new TreeMap<>(before.networks());
    Iterator<byte[]> records = means.iterator();
    parts.forEach(
        (network, part) -> {
          ByteBuffer buffers = ByteBuffer.wrap(records.next());
          List<byte[]> chunks = new ArrayList<>();
          for (int chunk = 0; chunk < part.flat().chunks(); chunk++) {
            chunks.add(records.next());
          }
          networks.put(network, join(before.network(network), part, buffers, chunks, steps));
        });
    return networks;
  }

  private static NetworkState join(
      NetworkState before, Part part, ByteBuffer buffers, List<byte[]> chunks, long steps) {
    FlatNetwork.Part trained = part.flat().join(chunks);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(before.tensors().asMap());
    tensors.putAll(trained.weights());
    tensors.putAll(part.buffers().unpack(buffers));
    Map<String, Moments> moments = new LinkedHashMap<>(before.moments());
    trained
        .weights()
        .keySet()
        .forEach(
            name -> {
              Moments earlier = before.moments().get(name);
              long stepsBefore = earlier == null ? 0 : earlier.step();
              moments.put(name, trained.moments(name, stepsBefore + steps));
            });
    return new NetworkState(StateDict.of(tensors), moments);
  }
}
