package io.thawline.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoint;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InspectionTest {
  private static final HostTensor TIED = HostTensor.ofFloats(Shape.of(2, 2), 1, -2, 3, Float.NaN);

  private static Map<String, HostTensor> tensors() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("net.body.0.weight", TIED);
    tensors.put("net.body.1.running_mean", HostTensor.ofFloats(Shape.of(2), 0, 0));
    tensors.put("net.body.1.num_batches_tracked", HostTensor.ofLongs(Shape.of(), 7));
    tensors.put("head\n.weight", TIED);
    return tensors;
  }

  private static Checkpoint checkpoint(String location, Map<String, HostTensor> tensors) {
    return new Checkpoint(
        "safetensors", location, () -> "0".repeat(64), StateDict.of(tensors), Map.of("step", "3"));
  }

  @Test
  void linesHoldATableAndTheTreeOfModules() {
    assertThat(new Inspection(checkpoint("a.st", tensors()), false).lines())
        .containsExactly(
            "a.st: safetensors, 4 tensors (float32, int64), 4 parameters",
            "step: 3",
            "",
            "name                            shape   dtype",
            "net.body.0.weight               (2, 2)  float32",
            "net.body.1.running_mean         (2)     float32",
            "net.body.1.num_batches_tracked  ()      int64",
            "head?.weight                    (2, 2)  float32",
            "",
            "module      tensors  parameters",
            "(all)             4           4",
            "  net.body        3           4",
            "    0             1           4",
            "    1             2           0",
            "  head?           1           0");
  }

  @Test
  void statisticsAreOverFiniteValues() {
    Statistics statistics = Statistics.of(TIED);
    assertThat(statistics.min()).isEqualTo(-2);
    assertThat(statistics.max()).isEqualTo(3);
    assertThat(statistics.mean()).isEqualTo(2 / 3.0);
    assertThat(statistics.norm()).isEqualTo(Math.sqrt(14));
    assertThat(statistics.nonFinite()).isEqualTo(1);
    assertThat(new Inspection(checkpoint("a.st", tensors()), true).lines())
        .contains(
            "net.body.0.weight               (2, 2)  float32  -2.00000  3.00000  0.666667  3.74166           1");
  }

  @Test
  void jsonHoldsWhatTheContractSays() throws IOException {
    JsonNode json = json(false);
    assertThat(json.get("format").asText()).isEqualTo("safetensors");
    assertThat(json.get("tensors")).hasSize(4);
    assertThat(json.get("tensors").get(2))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"name\": \"net.body.1.num_batches_tracked\", \"dtype\": \"int64\","
                        + " \"shape\": [], \"crc32\": 1877464688}"));
  }

  @Test
  void jsonOfATensorWithoutFiniteValuesHasNulls() throws IOException {
    JsonNode empty =
        json(checkpoint("b", Map.of("e", HostTensor.ofFloats(Shape.of(0)))), true)
            .get("tensors")
            .get(0);
    assertThat(empty.get("min").isNull()).isTrue();
    assertThat(empty.get("norm").asDouble()).isZero();
    assertThat(json(true).get("tensors").get(0).get("non_finite").asInt()).isEqualTo(1);
  }

  @Test
  void checkpointIsIdenticalToItself() {
    Comparison comparison = Comparison.of(checkpoint("a", tensors()), checkpoint("b", tensors()));
    assertThat(comparison.identical()).isTrue();
    assertThat(comparison.lines()).containsExactly("Identical: a and b hold the same 4 tensors");
  }

  @Test
  void everyKindOfDifferenceIsNamed() {
    Map<String, HostTensor> other = tensors();
    other.put("new", TIED);
    other.put("net.body.0.weight", HostTensor.ofFloats(Shape.of(2, 2), 1, -2, 4.5f, Float.NaN));
    other.put("net.body.1.num_batches_tracked", HostTensor.ofFloats(Shape.of(), 7));
    other.put("net.body.1.running_mean", HostTensor.ofFloats(Shape.of(1), 0));
    other.remove("head\n.weight");
    assertThat(Comparison.of(checkpoint("a", tensors()), checkpoint("b", other)).lines())
        .containsExactly(
            "Only in a (1):",
            "  head?.weight  float32 (2, 2)",
            "",
            "Only in b (1):",
            "  new  float32 (2, 2)",
            "",
            "Another shape (1):",
            "  net.body.1.running_mean  (2) -> (1)",
            "",
            "Another type (1):",
            "  net.body.1.num_batches_tracked  int64 -> float32",
            "",
            "Other values (1):",
            "  name               max difference  relative  values that differ",
            "  net.body.0.weight         1.50000     0.500                   1",
            "",
            "Equal: 0 of 4 tensors");
  }

  private static JsonNode json(boolean statistics) throws IOException {
    return json(checkpoint("a", tensors()), statistics);
  }

  private static JsonNode json(Checkpoint checkpoint, boolean statistics) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Inspection(checkpoint, statistics).writeJson(out);
    return new ObjectMapper().readTree(out.toByteArray());
  }
}
