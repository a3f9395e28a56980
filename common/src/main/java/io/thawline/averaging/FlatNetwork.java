package io.thawline.averaging;

import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a network that is averaged by elements, as one vector of float32: the trainable
 * parameters in the layout's order, then their first moments, then their second moments. The vector
 * travels in chunks, so that no record and no buffer grows with the network.
 */
public final class FlatNetwork {
  /** Floats in a chunk of 8 MB. */
  public static final int CHUNK_FLOATS = 2 << 20;

  private final List<TensorSpec> trainable;
  private final int chunkFloats;
  private final long elements;

  private FlatNetwork(List<TensorSpec> trainable, int chunkFloats) {
    this.trainable = trainable;
    this.chunkFloats = chunkFloats;
    this.elements = 3 * trainable.stream().mapToLong(s -> s.shape().elements()).sum();
  }

  /** The vector of these trainable parameters, cut into chunks of {@link #CHUNK_FLOATS}. */
  public static FlatNetwork of(Layout layout, Set<String> trainable) {
    return of(layout, trainable, CHUNK_FLOATS);
  }

  static FlatNetwork of(Layout layout, Set<String> trainable, int chunkFloats) {
    return new FlatNetwork(
        layout.parameters().stream().filter(s -> trainable.contains(s.name())).toList(),
        chunkFloats);
  }

  /** How many chunks the vector has. */
  public int chunks() {
    return Math.toIntExact((elements + chunkFloats - 1) / chunkFloats);
  }

  /** The vector of a trained network, chunk by chunk, each little-endian float32. */
  public List<byte[]> split(NetworkState trained) {
    List<byte[]> chunks = new ArrayList<>(chunks());
    ByteBuffer chunk = nextChunk(0);
    for (ByteBuffer tensor : sections(trained)) {
      while (tensor.hasRemaining()) {
        if (!chunk.hasRemaining()) {
          chunks.add(chunk.array());
          chunk = nextChunk(chunks.size());
        }
        int count = Math.min(chunk.remaining(), tensor.remaining());
        chunk.put(tensor.slice().limit(count));
        tensor.position(tensor.position() + count);
      }
    }
    chunks.add(chunk.array());
    return chunks;
  }

  private ByteBuffer nextChunk(int index) {
    long floats = Math.min(chunkFloats, elements - (long) index * chunkFloats);
    return ByteBuffer.allocate((int) floats * Float.BYTES);
  }

  private List<ByteBuffer> sections(NetworkState trained) {
    List<ByteBuffer> sections = new ArrayList<>();
    trainable.forEach(s -> sections.add(trained.tensors().require(s.name()).bytes()));
    trainable.forEach(s -> sections.add(moments(trained, s).expAvg().bytes()));
    trainable.forEach(s -> sections.add(moments(trained, s).expAvgSq().bytes()));
    return sections;
  }

  private static Moments moments(NetworkState trained, TensorSpec spec) {
    Moments moments = trained.moments().get(spec.name());
    if (moments == null) {
      throw new IllegalArgumentException("no moments of " + spec.name());
    }
    return moments;
  }

  /**
   * The trainable parameters and their moments out of the chunks of a vector.
   *
   * @param chunks in order, as {@link #split} gave them
   * @param steps optimizer steps of each parameter, by name
   */
  public Part join(List<byte[]> chunks, Map<String, Long> steps) {
    ChunkReader reader = new ChunkReader(chunks);
    Map<String, HostTensor> weights = read(reader);
    Map<String, HostTensor> expAvg = read(reader);
    Map<String, HostTensor> expAvgSq = read(reader);
    Map<String, Moments> moments = new LinkedHashMap<>();
    expAvg.forEach(
        (name, first) ->
            moments.put(
                name,
                new Moments(
                    first,
                    java.util.Objects.requireNonNull(expAvgSq.get(name)),
                    steps.getOrDefault(name, 0L))));
    return new Part(weights, moments);
  }

  /** What {@link #join} restores: trainable parameters and their moments, by name. */
  public record Part(Map<String, HostTensor> weights, Map<String, Moments> moments) {}

  private Map<String, HostTensor> read(ChunkReader reader) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : trainable) {
      int bytes = Math.toIntExact(spec.shape().elements() * Float.BYTES);
      tensors.put(spec.name(), HostTensor.of(DType.FLOAT32, spec.shape(), reader.next(bytes)));
    }
    return tensors;
  }

  /** Reads runs of bytes that may cross from one chunk to the next. */
  private static final class ChunkReader {
    private final List<byte[]> chunks;
    private int index;
    private int position;

    ChunkReader(List<byte[]> chunks) {
      this.chunks = chunks;
    }

    ByteBuffer next(int bytes) {
      ByteBuffer run = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (run.hasRemaining()) {
        if (position == chunks.get(index).length) {
          index++;
          position = 0;
        }
        int count = Math.min(run.remaining(), chunks.get(index).length - position);
        run.put(chunks.get(index), position, count);
        position += count;
      }
      return run.flip();
    }
  }
}
