package io.thawline.averaging;

import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The part of a network that is averaged by elements, as vectors of float32 of one length: the
 * trainable parameters in the layout's order, and what the optimizer remembers of them, a vector a
 * slot. Vectors travel in chunks, so that no record and no buffer grows with the network.
 */
final class FlatNetwork {
  /** Floats in a chunk of 8 MB. */
  static final int CHUNK_FLOATS = 2 << 20;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final List<TensorSpec> trainable;
  private final List<String> slots;
  private final int chunkFloats;
  private final long length;

  private FlatNetwork(List<TensorSpec> trainable, List<String> slots, int chunkFloats) {
    this.trainable = trainable;
    this.slots = slots.stream().sorted().toList();
    this.chunkFloats = chunkFloats;
    this.length = trainable.stream().mapToLong(s -> s.shape().elements()).sum();
  }

  /**
   * The vectors of these trainable parameters, cut into chunks of {@link #CHUNK_FLOATS}.
   *
   * @param slots of the optimizer that travel
   */
  static FlatNetwork of(Layout layout, Set<String> trainable, List<String> slots) {
    return of(layout, trainable, slots, CHUNK_FLOATS);
  }

  static FlatNetwork of(Layout layout, Set<String> trainable, List<String> slots, int chunkFloats) {
    return new FlatNetwork(
        layout.parameters().stream().filter(s -> trainable.contains(s.name())).toList(),
        slots,
        chunkFloats);
  }

  List<TensorSpec> trainable() {
    return trainable;
  }

  List<String> slots() {
    return slots;
  }

  /** Bytes of one vector. */
  long vectorBytes() {
    return length * Float.BYTES;
  }

  /** How many chunks all vectors have. */
  int chunks() {
    return (1 + slots.size()) * chunksOfVector();
  }

  private int chunksOfVector() {
    return Math.toIntExact((length + chunkFloats - 1) / chunkFloats);
  }

  /** Whether a chunk is of the weights, not of what the optimizer remembers. */
  boolean isOfWeights(int chunk) {
    return chunk < chunksOfVector();
  }

  /** Where a chunk begins when all vectors lie one after another. */
  long offset(int chunk) {
    return chunk / chunksOfVector() * vectorBytes() + begin(chunk) * Float.BYTES;
  }

  /** How many floats a chunk has. */
  int floats(int chunk) {
    return (int) Math.min(chunkFloats, length - begin(chunk));
  }

  private long begin(int chunk) {
    return (long) (chunk % chunksOfVector()) * chunkFloats;
  }

  /** A chunk of a trained network, little-endian float32. */
  byte[] chunk(NetworkState trained, int chunk) {
    if (isOfWeights(chunk)) {
      return cut(chunk, spec -> trained.tensors().require(spec.name()).bytes());
    }
    String slot = slots.get(chunk / chunksOfVector() - 1);
    return cut(chunk, spec -> moments(trained, spec).slot(slot).bytes());
  }

  /** A chunk of the outer step's velocity; zeros where a parameter has none. */
  byte[] velocity(NetworkState before, int chunk) {
    Map<String, HostTensor> velocity = before.velocity();
    return cut(
        chunk,
        spec -> {
          HostTensor values = velocity.get(spec.name());
          return values == null ? NOTHING : values.bytes();
        });
  }

  private static Moments moments(NetworkState trained, TensorSpec spec) {
    Moments moments = trained.moments().get(spec.name());
    if (moments == null) {
      throw new IllegalArgumentException("no moments of " + spec.name());
    }
    return moments;
  }

  private byte[] cut(int chunk, Function<TensorSpec, ByteBuffer> vector) {
    long from = begin(chunk);
    long to = from + floats(chunk);
    byte[] cut = new byte[floats(chunk) * Float.BYTES];
    long start = 0;
    for (TensorSpec spec : trainable) {
      long end = start + spec.shape().elements();
      long begin = Math.max(from, start);
      int bytes = (int) Math.max(0, (Math.min(to, end) - begin) * Float.BYTES);
      if (bytes > 0) {
        ByteBuffer values = vector.apply(spec);
        if (values.hasRemaining()) {
          int at = (int) ((begin - start) * Float.BYTES);
          values.get(at, cut, (int) ((begin - from) * Float.BYTES), bytes);
        }
      }
      start = end;
    }
    return cut;
  }

  /** Gives a stretch of a vector, below 2 GiB. */
  interface Stretches {
    ByteBuffer at(long position, long bytes);
  }

  /** The tensors of one vector, which share its memory: as many to a stretch as it can hold. */
  Map<String, HostTensor> tensors(Stretches vector) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<TensorSpec> together = new ArrayList<>();
    long start = 0;
    long bytes = 0;
    for (TensorSpec spec : trainable) {
      if (bytes + bytes(spec) > Integer.MAX_VALUE) {
        tensors.putAll(split(together, vector.at(start, bytes)));
        together.clear();
        start += bytes;
        bytes = 0;
      }
      together.add(spec);
      bytes += bytes(spec);
    }
    tensors.putAll(split(together, vector.at(start, bytes)));
    return tensors;
  }

  private static Map<String, HostTensor> split(List<TensorSpec> specs, ByteBuffer stretch) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    int start = 0;
    for (TensorSpec spec : specs) {
      int bytes = Math.toIntExact(bytes(spec));
      tensors.put(
          spec.name(), HostTensor.of(spec.dtype(), spec.shape(), stretch.slice(start, bytes)));
      start += bytes;
    }
    return tensors;
  }

  private static long bytes(TensorSpec spec) {
    return spec.shape().elements() * Float.BYTES;
  }
}
