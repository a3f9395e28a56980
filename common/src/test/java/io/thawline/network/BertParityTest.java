package io.thawline.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.BertOptions.Head;
import io.thawline.nn.Device;
import io.thawline.nn.Gradients;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.Layout;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BERT against what Hugging Face's computed. */
class BertParityTest {
  private static final Device DEVICE = Device.cpu(1);

  @ParameterizedTest
  @CsvSource({"seqcls, SEQUENCE, 3", "tokcls, TOKEN, 5"})
  void logitsLossAndGradientsAreThoseOfPyTorch(String folder, Head head, int classes)
      throws Exception {
    Network network = new Bert(options(head, classes));
    StateDict start = tensors(folder + "/pytorch_model.bin");
    assertThat(network.layout().tensors().stream().map(TensorSpec::name))
        .containsExactlyElementsOf(start.names());
    StateDict data = tensors(folder + "/io.safetensors");
    try (Weights weights = load(network.layout(), start);
        StepScope scope = DEVICE.newStep()) {
      NDArray logits = logits(network, weights, inputs(scope, data));
      Parity.assertClose("logits", logits, data.require("logits"), 1e-5);
      NDArray loss =
          Layers.crossEntropy(
              logits.reshape(-1, classes),
              longs(scope, data, "labels").reshape(-1),
              ones(scope, classes),
              0);
      Parity.assertClose("loss", loss.reshape(1), data.require("loss"), 1e-5);
      assertGradients(weights, Gradients.of(loss, weights.trainable()), data);
    }
  }

  private static void assertGradients(
      Weights weights, List<NDArray> gradients, StateDict expected) {
    int checked = 0;
    for (int i = 0; i < gradients.size(); i++) {
      String name = weights.trainableNames().get(i);
      String key = name.equals(Bert.WORD_EMBEDDINGS) ? "word_embeddings" : name;
      if (expected.find("grad." + key).isPresent()) {
        Parity.assertClose(name, gradients.get(i), expected.require("grad." + key), 1e-4);
        checked++;
      }
    }
    assertThat(checked).isEqualTo(5);
  }

  @Test
  void relationsAreReadAtTheMarkersOfTheirEntities() throws Exception {
    Network network = new Bert(options(Head.RELATION, 4));
    StateDict data = tensors("seqcls/io.safetensors");
    try (Weights weights = load(network.layout(), drawn(network.layout()));
        StepScope scope = DEVICE.newEvaluation()) {
      Map<String, NDArray> inputs = inputs(scope, data);
      inputs.put(Bert.ENTITIES, scope.longs(new long[] {1, 3, 2, 4}, 2, 2));
      float[] logits = logits(network, weights, inputs).toFloatArray();
      assertThat(logits).hasSize(8);
      inputs.put(Bert.ENTITIES, scope.longs(new long[] {1, 3, 4, 2}, 2, 2));
      float[] swapped = logits(network, weights, inputs).toFloatArray();
      assertThat(Arrays.copyOf(swapped, 4)).isEqualTo(Arrays.copyOf(logits, 4));
      assertThat(Arrays.copyOfRange(swapped, 4, 8)).isNotEqualTo(Arrays.copyOfRange(logits, 4, 8));
    }
  }

  private static BertOptions options(Head head, int classes) {
    return new BertOptions(
        BertOptions.Kind.BERT, head, classes, 200, 32, 2, 4, 64, 64, 2, 1e-12, 0);
  }

  private static StateDict drawn(Layout layout) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    layout.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 1)));
    return StateDict.of(tensors);
  }

  private static Map<String, NDArray> inputs(StepScope scope, StateDict data) {
    Map<String, NDArray> inputs = new HashMap<>();
    List.of(Bert.TOKENS, Bert.MASK, Bert.TYPES)
        .forEach(name -> inputs.put(name, longs(scope, data, name)));
    return inputs;
  }

  private static NDArray longs(StepScope scope, StateDict data, String name) {
    HostTensor tensor = data.require(name);
    return scope.longs(tensor.toLongs(), tensor.shape().dims());
  }

  private static NDArray ones(StepScope scope, int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return scope.floats(ones, count);
  }

  private static NDArray logits(Network network, Weights weights, Map<String, NDArray> inputs) {
    return Objects.requireNonNull(
        network.forward(weights, inputs, Mode.EVALUATION).get(Images.LOGITS));
  }

  private static Weights load(Layout layout, StateDict start) {
    List<String> all = layout.parameters().stream().map(TensorSpec::name).toList();
    return Weights.load(
        DEVICE, layout, NetworkState.untrained(start), List.of(new ParameterGroup(1e-3, all)));
  }

  private static StateDict tensors(String file) throws Exception {
    Path path =
        Path.of(
            Objects.requireNonNull(BertParityTest.class.getResource("/fixtures/bert/" + file))
                .toURI());
    try (Source source = LocalSource.open(path)) {
      return Checkpoints.read(source).tensors();
    }
  }
}
