package io.thawline.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.tensor.TensorSpec.Role;
import io.thawline.transfer.LoadReport.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Names, types and shapes are those of a published half-precision U-Net without attention. */
class BaseCheckpointTest {
  @Test
  void halfPrecisionBaseIntoANetworkWithAttentionCastsAllAndAddsSeven() throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<TensorSpec> specs = new ArrayList<>();
    keys()
        .fields()
        .forEachRemaining(
            e -> {
              DType dtype = DType.ofTorchName(e.getValue().get("dtype").asText()).orElseThrow();
              Shape shape = shape(e.getValue().get("shape"));
              int bytes = (int) shape.elements() * dtype.bytes();
              tensors.put(e.getKey(), HostTensor.of(dtype, shape, ByteBuffer.allocate(bytes)));
              specs.add(spec(e.getKey(), dtype.isFloating() ? DType.FLOAT32 : dtype, shape, false));
            });
    for (String name : List.of("query.w", "query.b", "key.w", "key.b", "value.w", "value.b", "g")) {
      specs.add(30, spec("attention." + name, DType.FLOAT32, Shape.of(2, 3), true));
    }
    Checkpoint base =
        new Checkpoint("torch-zip", "base.pth", () -> "00", StateDict.of(tensors), Map.of());
    TransferOptions options = TransferOptions.of("base.pth");

    TransferResult result = Transfer.plan(new Layout(specs), List.of(base), options, 1);

    assertThat(result.weights().names())
        .containsExactlyElementsOf(specs.stream().map(TensorSpec::name).toList());
    assertThat(result.report().count(Status.CAST) + result.report().count(Status.LOADED))
        .isEqualTo(59);
    assertThat(result.report().count(Status.NEW)).isEqualTo(7);
    assertThat(result.weights().asMap().values())
        .allMatch(t -> t.dtype() == DType.FLOAT32 || t.dtype() == DType.INT64);
  }

  private static TensorSpec spec(String name, DType dtype, Shape shape, boolean added) {
    return new TensorSpec(
        name, dtype, shape, Role.PARAMETER, LayerKind.CONV, new Init.Normal(0, 0.02), added);
  }

  private static Shape shape(JsonNode dims) {
    return Shape.of(
        StreamSupport.stream(dims.spliterator(), false).mapToLong(JsonNode::asLong).toArray());
  }

  private static JsonNode keys() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(
            BaseCheckpointTest.class.getResourceAsStream("/fixtures/transfer/zi2zi64.json"))) {
      return new ObjectMapper().readTree(json);
    }
  }
}
