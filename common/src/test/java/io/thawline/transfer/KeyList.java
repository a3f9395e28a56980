package io.thawline.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.tensor.FormulaTensors;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/**
 * The state dict of a published network as names and shapes, with the values of {@link
 * FormulaTensors}.
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
    shapes.forEach(
        (name, shape) -> tensors.put(renamed.apply(name), FormulaTensors.values(name, shape)));
    return Files.checkpoint("base.pth", tensors);
  }
}
