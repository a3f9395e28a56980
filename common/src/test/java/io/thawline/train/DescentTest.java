package io.thawline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDArray;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.network.Bert;
import io.thawline.network.BertOptions;
import io.thawline.network.BertOptions.Head;
import io.thawline.network.Images;
import io.thawline.network.Parity;
import io.thawline.nn.Device;
import io.thawline.nn.Gradients;
import io.thawline.nn.Layers;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.NetworkState;
import io.thawline.task.Adversary;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adversaries on the tiny BERT, against what PyTorch computed and against sums by hand. */
class DescentTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final String TABLE = Bert.WORD_EMBEDDINGS;

  /** Passes over the stored batch, of which it keeps what they gave. */
  private static final class Passes {
    private final Bert network;
    private final int classes;
    private final StateDict data;
    private final Weights weights;
    private final List<NDArray> logits = new ArrayList<>();
    private final List<float[]> tables = new ArrayList<>();

    Passes(Head head, int classes, boolean frozen) throws Exception {
      String folder = head == Head.TOKEN ? "tokcls" : "seqcls";
      this.classes = classes;
      network =
          new Bert(
              new BertOptions(
                  BertOptions.Kind.BERT, head, classes, 200, 32, 2, 4, 64, 64, 2, 1e-12, 0));
      data = tensors(folder + "/io.safetensors");
      List<String> training =
          network.layout().parameters().stream()
              .map(TensorSpec::name)
              .filter(name -> !frozen || name.startsWith("classifier"))
              .toList();
      weights =
          Weights.load(
              DEVICE,
              network.layout(),
              NetworkState.untrained(tensors(folder + "/pytorch_model.bin")),
              List.of(new ParameterGroup(1e-3, training)));
    }

    NDArray loss(StepScope scope) {
      tables.add(weights.tensor(TABLE).toFloatArray());
      NDArray answer =
          Objects.requireNonNull(
              network
                  .forward(
                      weights,
                      Map.of(
                          Bert.TOKENS, longs(scope, Bert.TOKENS),
                          Bert.MASK, longs(scope, Bert.MASK),
                          Bert.TYPES, longs(scope, Bert.TYPES)),
                      Mode.TRAINING)
                  .get(Images.LOGITS));
      logits.add(answer);
      float[] ones = new float[classes];
      Arrays.fill(ones, 1);
      return Layers.crossEntropy(
          answer.reshape(-1, classes),
          longs(scope, "labels").reshape(-1),
          scope.floats(ones, classes),
          0);
    }

    private NDArray longs(StepScope scope, String name) {
      return scope.longs(data.require(name).toLongs(), data.require(name).shape().dims());
    }
  }

  private static StateDict tensors(String file) throws Exception {
    Path path =
        Path.of(
            Objects.requireNonNull(DescentTest.class.getResource("/fixtures/bert/" + file))
                .toURI());
    try (Source source = LocalSource.open(path)) {
      return Checkpoints.read(source).tensors();
    }
  }

  @ParameterizedTest
  @CsvSource({"SEQUENCE, 3, false", "TOKEN, 5, false", "SEQUENCE, 3, true", "TOKEN, 5, true"})
  void fastGradientStepIsThatOfPyTorchAlsoOnAFrozenTable(Head head, int classes, boolean frozen)
      throws Exception {
    Passes passes = new Passes(head, classes, frozen);
    try (Weights weights = passes.weights;
        StepScope scope = DEVICE.newStep()) {
      Descent descent = new Descent(weights, Adversary.fgm(TABLE, 1));
      List<NDArray> second = new ArrayList<>();
      List<NDArray> gradients =
          descent.gradients(
              passes.loss(scope),
              () -> {
                second.add(passes.loss(scope));
                return second.get(0);
              });
      float[] way = passes.tables.get(1).clone();
      for (int i = 0; i < way.length; i++) {
        way[i] -= passes.tables.get(0)[i];
      }
      Parity.assertClose("r", scope.floats(way, 200, 32), passes.data.require("fgm_r"), 1e-5);
      Parity.assertClose(
          "logits", passes.logits.get(1), passes.data.require("fgm_logits_eps1"), 1e-5);
      Parity.assertClose(
          "loss", second.get(0).reshape(1), passes.data.require("fgm_loss_eps1"), 1e-5);
      assertThat(weights.tensor(TABLE).toFloatArray()).isEqualTo(passes.tables.get(0));
      assertThat(gradients).hasSameSizeAs(weights.trainable());
    }
  }

  @Test
  void gradientsAreTheSumOfBothPasses() throws Exception {
    Passes passes = new Passes(Head.SEQUENCE, 3, false);
    try (Weights weights = passes.weights;
        StepScope scope = DEVICE.newStep()) {
      List<NDArray> plain = Gradients.of(passes.loss(scope), weights.trainable());
      List<NDArray> attacked = new ArrayList<>();
      List<NDArray> sums =
          new Descent(weights, Adversary.fgm(TABLE, 1))
              .gradients(
                  passes.loss(scope),
                  () -> {
                    attacked.addAll(Gradients.of(passes.loss(scope), weights.trainable()));
                    return passes.loss(scope);
                  });
      for (int i = 0; i < sums.size(); i++) {
        assertThat(sums.get(i).toFloatArray())
            .isEqualTo(plain.get(i).add(attacked.get(i)).toFloatArray());
      }
    }
  }

  @Test
  void projectedStepsStayInTheirBallAndEachFollowsItsOwnGradient() throws Exception {
    Passes passes = new Passes(Head.SEQUENCE, 3, true);
    try (Weights weights = passes.weights;
        StepScope scope = DEVICE.newStep()) {
      new Descent(weights, new Adversary(TABLE, 0.3, 0.5, 3))
          .gradients(passes.loss(scope), () -> passes.loss(scope));
      assertThat(passes.tables).hasSize(4);
      assertThat(distance(passes.tables, 1)).isCloseTo(0.3, offset(1e-4));
      assertThat(distance(passes.tables, 2)).isBetween(0.3, 0.5001);
      assertThat(distance(passes.tables, 3)).isCloseTo(0.5, offset(1e-4));
      assertThat(weights.tensor(TABLE).toFloatArray()).isEqualTo(passes.tables.get(0));
    }
  }

  private static double distance(List<float[]> tables, int pass) {
    double sum = 0;
    for (int i = 0; i < tables.get(0).length; i++) {
      sum += Math.pow((double) tables.get(pass)[i] - tables.get(0)[i], 2);
    }
    return Math.sqrt(sum);
  }
}
