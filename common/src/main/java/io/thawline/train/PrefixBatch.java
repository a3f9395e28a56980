package io.thawline.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.thawline.io.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * What a prefix leaves of some samples, side by side, in the host's memory.
 *
 * @param parts by name
 */
record PrefixBatch(SortedMap<String, Part> parts) {
  PrefixBatch {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /**
   * An array.
   *
   * @param shape the samples' axis first
   * @param bytes in this machine's order; none where they are in a file
   */
  record Part(DataType type, long[] shape, ByteBuffer bytes) {
    int rowBytes() {
      long numbers = LongStream.of(shape).skip(1).reduce(1, Math::multiplyExact);
      return Math.toIntExact(numbers * type.getNumOfBytes());
    }

    int length() {
      return Math.toIntExact(rowBytes() * shape[0]);
    }

    /** Puts a row into as many bytes or more, the rest of which it fills with zeros. */
    void put(int row, ByteBuffer into, int at, int length) {
      into.put(at, bytes, row * rowBytes(), rowBytes());
      for (int i = at + rowBytes(); i < at + length; i++) {
        into.put(i, (byte) 0);
      }
    }
  }

  /** A copy of arrays. */
  static PrefixBatch of(Map<String, NDArray> values) {
    SortedMap<String, Part> parts = new TreeMap<>();
    values.forEach(
        (name, array) -> {
          NDArray here = array.toDevice(Device.cpu(), false);
          parts.put(
              name,
              new Part(array.getDataType(), array.getShape().getShape(), here.toByteBuffer()));
        });
    return new PrefixBatch(parts);
  }

  long length() {
    return parts.values().stream().mapToLong(Part::length).sum();
  }

  /** How many samples. */
  int rows() {
    return Math.toIntExact(parts.get(parts.firstKey()).shape()[0]);
  }

  private PrefixBatch with(Function<Part, ByteBuffer> bytes) {
    SortedMap<String, Part> others = new TreeMap<>();
    parts.forEach(
        (name, part) -> others.put(name, new Part(part.type(), part.shape(), bytes.apply(part))));
    return new PrefixBatch(others);
  }

  /** Whether it is not in memory. */
  boolean isOutline() {
    return parts.values().stream().allMatch(part -> part.bytes().limit() == 0);
  }

  /** Writes it; what is left in memory is where things are. */
  PrefixBatch writtenTo(OutputStream out) {
    WritableByteChannel channel = Channels.newChannel(out);
    try {
      for (Part part : parts.values()) {
        channel.write(part.bytes().duplicate());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "writing what frozen layers leave of the samples: " + e.getMessage(), e);
    }
    return with(part -> ByteBuffer.allocate(0));
  }

  /** The same, as it was written to a file. */
  PrefixBatch in(Source file, long position) {
    long[] at = {position};
    return with(
        part -> {
          ByteBuffer bytes = file.map(at[0], part.length()).orElseThrow();
          at[0] += part.length();
          return bytes;
        });
  }
}
