package io.thawline.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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

/**
 * What a prefix leaves of some samples, side by side, in the host's memory.
 *
 * @param rows samples
 * @param parts by name
 */
record PrefixBatch(int rows, SortedMap<String, Part> parts) {
  PrefixBatch {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /**
   * An array of it.
   *
   * @param shape of one sample
   * @param bytes in this machine's order; none where they are in a file
   */
  record Part(DataType type, Shape shape, ByteBuffer bytes) {
    int rowBytes() {
      return Math.toIntExact(shape.size() * type.getNumOfBytes());
    }

    /** Puts a row into as many bytes or more, the rest of which it fills with zeros. */
    void put(int row, ByteBuffer into, int at, int length) {
      into.put(at, bytes, row * rowBytes(), rowBytes());
      for (int i = at + rowBytes(); i < at + length; i++) {
        into.put(i, (byte) 0);
      }
    }
  }

  /** A copy of arrays, whose first axis is that of the samples. */
  static PrefixBatch of(int rows, Map<String, NDArray> values) {
    SortedMap<String, Part> parts = new TreeMap<>();
    values.forEach(
        (name, array) -> {
          NDArray here = array.toDevice(Device.cpu(), false);
          Shape shape = array.getShape().slice(1);
          parts.put(name, new Part(array.getDataType(), shape, here.toByteBuffer()));
        });
    return new PrefixBatch(rows, parts);
  }

  /** Bytes of all parts. */
  long length() {
    return parts.values().stream().mapToLong(this::length).sum();
  }

  private int length(Part part) {
    return Math.multiplyExact(rows, part.rowBytes());
  }

  private PrefixBatch with(Function<Part, ByteBuffer> bytes) {
    SortedMap<String, Part> others = new TreeMap<>();
    parts.forEach(
        (name, part) -> others.put(name, new Part(part.type(), part.shape(), bytes.apply(part))));
    return new PrefixBatch(rows, others);
  }

  /** Whether it is not in memory. */
  boolean isOutline() {
    return parts.values().stream().allMatch(part -> part.bytes().limit() == 0);
  }

  /** Writes it; what is left in memory is what it is made of. */
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
          ByteBuffer bytes = file.map(at[0], length(part)).orElseThrow();
          at[0] += length(part);
          return bytes;
        });
  }
}
