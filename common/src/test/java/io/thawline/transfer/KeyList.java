package io.thawline.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;

/**
 * The state dict of a published network as names and shapes. Its values are a formula of name and
 * index, so that no weight file is needed: bits of a hash, scaled by the kind of tensor.
 */
record KeyList(Map<String, Shape> shapes) {
  static KeyList read(String file) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    json(file)
        .fields()
        .forEachRemaining(
            e -> shapes.put(e.getKey(), shape(e.getValue().path("shape"), e.getValue())));
    return new KeyList(shapes);
  }

  static JsonNode json(String file) {
    try (InputStream stream =
        Objects.requireNonNull(KeyList.class.getResourceAsStream("/fixtures/transfer/" + file))) {
      return new ObjectMapper().readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Shape shape(JsonNode inside, JsonNode plain) {
    JsonNode dims = inside.isMissingNode() ? plain : inside;
    return Shape.of(
        StreamSupport.stream(dims.spliterator(), false).mapToLong(JsonNode::asLong).toArray());
  }

  KeyList with(String name, long... dims) {
    Map<String, Shape> changed = new LinkedHashMap<>(shapes);
    changed.put(name, Shape.of(dims));
    return new KeyList(changed);
  }

  Layout layout() {
    List<TensorSpec> specs =
        shapes.entrySet().stream()
            .map(e -> Files.spec(e.getKey(), kind(e.getKey()), e.getValue().dims()))
            .toList();
    return new Layout(specs);
  }

  private LayerKind kind(String name) {
    String layer = name.substring(0, name.lastIndexOf('.') + 1);
    int rank = shapes.getOrDefault(layer + "weight", Shape.of()).rank();
    if (shapes.containsKey(layer + "running_mean")) {
      return LayerKind.BATCH_NORM;
    } else if (rank == 4) {
      return LayerKind.CONV;
    } else if (rank == 1) {
      return LayerKind.LAYER_NORM;
    }
    return layer.endsWith("embeddings.") ? LayerKind.EMBEDDING : LayerKind.LINEAR;
  }

  /** A file of these tensors under other names, with the values of their own. */
  Checkpoint checkpoint(UnaryOperator<String> renamed) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(renamed.apply(name), values(name, shape)));
    return Files.checkpoint("base.pth", tensors);
  }

  static HostTensor values(String name, Shape shape) {
    if (name.endsWith("num_batches_tracked")) {
      return HostTensor.ofLongs(shape, 7);
    }
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      double u = (mix((crc.getValue() << 32) + i + 0x9E3779B97F4A7C15L) >>> 40) / 0x1p24;
      values[i] = (float) scaled(name, shape, u);
    }
    return HostTensor.ofFloats(shape, values);
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static double scaled(String name, Shape shape, double u) {
    if (name.endsWith("running_var")) {
      return 0.5 + u;
    } else if (shape.rank() == 1) {
      return name.endsWith(".weight") ? 0.75 + 0.5 * u : (2 * u - 1) * 0.1;
    }
    return (2 * u - 1) * Math.sqrt(6.0 / ((double) shape.elements() / shape.dim(0)));
  }
}
