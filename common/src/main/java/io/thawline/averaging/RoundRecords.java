package io.thawline.averaging;

import io.thawline.averaging.MovingBuffers.Packed;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.tensor.Layout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What one round trains, as numbered records of at most 8 MB: each shard cuts its result into them,
 * the records of one number are folded in shard order wherever that is convenient, and what they
 * come to is gathered into the next state.
 */
public final class RoundRecords {
  private final SortedMap<String, Part> parts = new TreeMap<>();

  /** The averaged part of one network: its moving buffers in one record, then its chunks. */
  record Part(MovingBuffers buffers, FlatNetwork flat) {
    int records() {
      return 1 + flat.chunks();
    }
  }

  /** A record of one network: 0 for the buffers, then the chunks. */
  record Place(String network, Part part, int index) {
    boolean isBuffers() {
      return index == 0;
    }

    int chunk() {
      return index - 1;
    }
  }

  /**
   * The records of a round.
   *
   * @param layouts by network
   * @param trainable names of the parameters that train, by network
   * @param slots of a network's optimizer that are averaged; those left out begin from zero every
   *     round
   */
  public RoundRecords(
      Map<String, Layout> layouts,
      Map<String, Set<String>> trainable,
      Function<String, List<String>> slots) {
    this(layouts, trainable, trainable, slots);
  }

  /**
   * The records of a round in which not all BatchNorm layers move their statistics.
   *
   * @param moving names of the parameters whose layers do, by network
   */
  public RoundRecords(
      Map<String, Layout> layouts,
      Map<String, Set<String>> trainable,
      Map<String, Set<String>> moving,
      Function<String, List<String>> slots) {
    trainable.forEach(
        (network, names) -> {
          Layout layout = layouts.get(network);
          if (layout == null) {
            throw new IllegalArgumentException("no layout of network " + network);
          }
          parts.put(
              network,
              new Part(
                  MovingBuffers.of(layout, moving.getOrDefault(network, Set.of())),
                  FlatNetwork.of(layout, names, slots.apply(network))));
        });
  }

  /** How many records there are. */
  public int count() {
    return parts.values().stream().mapToInt(Part::records).sum();
  }

  /**
   * One record of what a shard trained.
   *
   * @param number from 0, below {@link #count}
   */
  public byte[] record(int number, Map<String, NetworkState> trained) {
    Place place = place(number);
    NetworkState state = trained.get(place.network());
    if (state == null) {
      throw new IllegalArgumentException("network " + place.network() + " was not trained");
    }
    return place.isBuffers()
        ? place.part().buffers().pack(state.tensors().asMap())
        : place.part().flat().chunk(state, place.chunk());
  }

  SortedMap<String, Part> parts() {
    return parts;
  }

  Place place(int number) {
    int first = 0;
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      if (number < first + part.getValue().records()) {
        return new Place(part.getKey(), part.getValue(), number - first);
      }
      first += part.getValue().records();
    }
    throw new IllegalArgumentException("no record " + number + " of " + count());
  }

  /** The sum of one record over the shards, which must come in shard order. */
  public interface Fold {
    /** Adds a shard's record with the samples it weighs. */
    void add(ByteBuffer record, long samples);

    /** The mean, and for weights the outer step after it. */
    MeanRecord finish();
  }

  /**
   * Begins to fold the records of a number.
   *
   * @param number from 0, below {@link #count}
   * @param before the state that the round began with
   */
  public Fold fold(int number, RoundState before, OuterStep outer) {
    Place place = place(number);
    FlatNetwork flat = place.part().flat();
    if (place.isBuffers()) {
      return new BufferFold(place.part().buffers());
    }
    NetworkState network = before.network(place.network());
    if (!flat.isOfWeights(place.chunk())) {
      return new MomentFold(flat.floats(place.chunk()));
    }
    return new WeightsFold(
        flat.chunk(network, place.chunk()),
        outer.hasVelocity() ? flat.velocity(network, place.chunk()) : new byte[0],
        outer);
  }

  /** Begins to gather what the records of all numbers come to, in a file below a directory. */
  public RoundMeans gather(OuterStep outer, Path directory) {
    return new RoundMeans(this, outer, directory);
  }

  private static final class MomentFold implements Fold {
    private final WeightedMean mean;

    MomentFold(int length) {
      this.mean = new WeightedMean(length);
    }

    @Override
    public void add(ByteBuffer record, long samples) {
      mean.add(record, samples);
    }

    @Override
    public MeanRecord finish() {
      return MeanRecord.mean(mean.mean());
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
    public MeanRecord finish() {
      return MeanRecord.mean(buffers.pack(buffers.combine(shards)));
    }
  }
}
