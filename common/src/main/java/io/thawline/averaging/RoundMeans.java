package io.thawline.averaging;

import io.thawline.averaging.RoundRecords.Part;
import io.thawline.averaging.RoundRecords.Place;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.StateDict;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers the means of a round as they arrive, in any order, in a file: the next state's tensors
 * are views of it and cost no heap. Safe for use by several threads.
 */
public final class RoundMeans implements AutoCloseable {
  private final RoundRecords records;
  private final OuterStep outer;
  private final SortedMap<String, VectorFile> files = new TreeMap<>();
  private final SortedMap<String, byte[]> buffers = new TreeMap<>();
  private final SortedMap<Integer, MeanRecord> norms = new TreeMap<>();

  RoundMeans(RoundRecords records, OuterStep outer, Path directory) {
    this.records = records;
    this.outer = outer;
    records.parts().keySet().forEach(network -> files.put(network, VectorFile.in(directory)));
  }

  /** Takes what the records of a number came to. */
  public synchronized void put(int number, MeanRecord mean) {
    Place place = records.place(number);
    if (place.isBuffers()) {
      buffers.put(place.network(), mean.values());
      return;
    }
    FlatNetwork flat = place.part().flat();
    VectorFile file = file(place.network());
    file.write(flat.offset(place.chunk()), mean.values());
    if (flat.isOfWeights(place.chunk())) {
      norms.put(number, mean.normsAlone());
    }
    if (outer.hasVelocity() && flat.isOfWeights(place.chunk())) {
      file.write(velocityOffset(flat) + flat.offset(place.chunk()), mean.velocity());
    }
  }

  private static long velocityOffset(FlatNetwork flat) {
    return (1 + flat.slots().size()) * flat.vectorBytes();
  }

  private VectorFile file(String network) {
    VectorFile file = files.get(network);
    if (file == null) {
      throw new IllegalArgumentException("no network " + network);
    }
    return file;
  }

  /**
   * The mean cosine between the shards' ways from the common start, each pair weighted by both
   * ways' lengths and samples; empty where fewer than two moved.
   *
   * @param samples the weights of the shards that were folded, in shard order
   */
  public synchronized OptionalDouble cosine(List<Long> samples) {
    return Agreement.cosine(samples, new ArrayList<>(norms.values()));
  }

  /**
   * The networks after the round, when all records are in. Their tensors stay valid after this is
   * closed.
   *
   * @param before the state that the round began with
   * @param steps optimizer steps of the round: the most any shard took
   */
  public synchronized Map<String, NetworkState> join(RoundState before, long steps) {
    Map<String, NetworkState> networks = new TreeMap<>(before.networks());
    records
        .parts()
        .forEach((network, part) -> networks.put(network, join(network, part, before, steps)));
    return networks;
  }

  private NetworkState join(String network, Part part, RoundState before, long steps) {
    NetworkState old = before.network(network);
    FlatNetwork flat = part.flat();
    Map<String, HostTensor> tensors = new LinkedHashMap<>(old.tensors().asMap());
    tensors.putAll(vector(network, flat, 0));
    byte[] packed = buffers.get(network);
    if (packed == null) {
      throw new IllegalStateException("the buffers of %s did not arrive".formatted(network));
    }
    tensors.putAll(part.buffers().unpack(ByteBuffer.wrap(packed)));
    Map<String, HostTensor> velocity =
        outer.hasVelocity() ? vector(network, flat, 1 + flat.slots().size()) : Map.of();
    return new NetworkState(StateDict.of(tensors), moments(network, flat, old, steps), velocity);
  }

  private Map<String, HostTensor> vector(String network, FlatNetwork flat, int index) {
    long begin = index * flat.vectorBytes();
    VectorFile file = file(network);
    return flat.tensors((position, bytes) -> file.map(begin + position, bytes));
  }

  private Map<String, Moments> moments(
      String network, FlatNetwork flat, NetworkState old, long steps) {
    Map<String, Map<String, HostTensor>> slots = new LinkedHashMap<>();
    for (int slot = 0; slot < flat.slots().size(); slot++) {
      String name = flat.slots().get(slot);
      vector(network, flat, 1 + slot)
          .forEach(
              (parameter, values) ->
                  slots.computeIfAbsent(parameter, absent -> new TreeMap<>()).put(name, values));
    }
    Map<String, Moments> moments = new LinkedHashMap<>(old.moments());
    slots.forEach(
        (parameter, values) -> {
          Moments earlier = old.moments().get(parameter);
          long stepsBefore = earlier == null ? 0 : earlier.step();
          moments.put(parameter, Moments.of(values, stepsBefore + steps));
        });
    return moments;
  }

  @Override
  public void close() {
    files.values().forEach(VectorFile::close);
  }
}
