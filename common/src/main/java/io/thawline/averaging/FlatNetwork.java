package io.thawline.averaging;

import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Layout;
import io.thawline.tensor.TensorSpec;
import java.nio.ByteBuffer;
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
final class FlatNetwork {
  /** Floats in a chunk of 8 MB. */
  static final int CHUNK_FLOATS = 2 << 20;

  private final List<TensorSpec> trainable;
  private final int chunkFloats;
  private final long elements;

  private FlatNetwork(List<TensorSpec> trainable, int chunkFloats) {
    this.trainable = trainable;
    this.chunkFloats = chunkFloats;
    this.elements = 3 * trainable.stream().mapToLong(s -> s.shape().elements()).sum();
  }

  /** The vector of these trainable parameters, cut into chunks of {@link #CHUNK_FLOATS}. */
  static FlatNetwork of(Layout layout, Set<String> trainable) {
    return of(layout, trainable, CHUNK_FLOATS);
  }

  static FlatNetwork of(Layout layout, Set<String> trainable, int chunkFloats) {
    return new FlatNetwork(
        layout.parameters().stream().filter(s -> trainable.contains(s.name())).toList(),
        chunkFloats);
  }

  /** How many chunks the vector has. */
  int chunks() {
    return Math.toIntExact((elements + chunkFloats - 1) / chunkFloats);
  }

  /** The vector of a trained network, chunk by chunk, each little-endian float32. */
  List<byte[]> split(NetworkState trained) {
    List<byte[]> chunks = new ArrayList<>(chunks());
    for (int index = 0; index < chunks(); index++) {
      long floats = Math.min(chunkFloats, elements - (long) index * chunkFloats);
      chunks.add(new byte[(int) floats * Float.BYTES]);
    }
    Cursor cursor = new Cursor(chunks);
    sections(trained).forEach(cursor::write);
    return chunks;
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

  /** The trainable parameters and their moments, out of chunks as {@link #split} gave them. */
  Part join(List<byte[]> chunks) {
    Cursor cursor = new Cursor(chunks);
    return new Part(read(cursor), read(cursor), read(cursor));
  }

  /** What {@link #join} restores, each by the parameter's name. */
  record Part(
      Map<String, HostTensor> weights,
      Map<String, HostTensor> expAvg,
      Map<String, HostTensor> expAvgSq) {
    /** The moments of one parameter after so many of its steps. */
    Moments moments(String name, long step) {
      return new Moments(require(expAvg, name), require(expAvgSq, name), step);
    }

    private static HostTensor require(Map<String, HostTensor> tensors, String name) {
      HostTensor tensor = tensors.get(name);
      if (tensor == null) {
        throw new IllegalArgumentException("no trained parameter named " + name);
      }
      return tensor;
    }
  }

  private Map<String, HostTensor> read(Cursor reader) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : trainable) {
      int bytes = Math.toIntExact(spec.shape().elements() * Float.BYTES);
      tensors.put(spec.name(), HostTensor.of(DType.FLOAT32, spec.shape(), reader.read(bytes)));
    }
    return tensors;
  }

  /** Writes and reads runs of bytes that may cross from one chunk to the next. */
  private static final class Cursor {
    private final List<byte[]> chunks;
    private int index;
    private int position;

    Cursor(List<byte[]> chunks) {
      this.chunks = chunks;
    }

    void write(ByteBuffer run) {
      while (run.hasRemaining()) {
        int count = advance(run.remaining());
        run.get(chunks.get(index), position - count, count);
      }
    }

    ByteBuffer read(int bytes) {
      ByteBuffer run = ByteBuffer.allocate(bytes);
      while (run.hasRemaining()) {
        int count = advance(run.remaining());
        run.put(chunks.get(index), position - count, count);
      }
      return run.flip();
    }

    /** Moves on by at most so many bytes of one chunk, and says by how many. */
    private int advance(int wanted) {
      if (position == chunks.get(index).length) {
        index++;
        position = 0;
      }
      int count = Math.min(wanted, chunks.get(index).length - position);
      position += count;
      return count;
    }
  }
}
