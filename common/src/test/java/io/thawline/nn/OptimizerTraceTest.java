package io.thawline.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.nn.OptimizerOptions.Kind;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.RateOptions;
import io.thawline.state.CopiedState;
import io.thawline.state.NetworkState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what PyTorch did, as its script {@code gen_optimizers.py} stored it. */
class OptimizerTraceTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final int SIZE = 6;
  private static final int THAW = 25;
  private static final int STEPS = 50;
  private static final Layout LAYOUT = new Layout(List.of(spec("early"), spec("late")));

  private static TensorSpec spec(String name) {
    return new TensorSpec(
        name,
        DType.FLOAT32,
        Shape.of(SIZE),
        TensorSpec.Role.PARAMETER,
        LayerKind.LINEAR,
        new Init.Constant(0),
        false);
  }

  private static JsonNode traces() throws IOException {
    try (InputStream in =
        OptimizerTraceTest.class.getResourceAsStream("/fixtures/optimizers/traces.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
  }

  private static OptimizerOptions options(Kind kind) {
    List<Double> betas = kind == Kind.ADAM ? List.of(0.5, 0.999) : List.of(0.9, 0.99);
    return new OptimizerOptions(
        kind, 1, betas, 1e-8, kind == Kind.ADAMW ? 0.1 : 0.01, kind == Kind.SGD ? 0.9 : 0, 1);
  }

  private static NetworkState start() {
    return NetworkState.untrained(
        StateDict.of(Map.of("early", values(0.25f), "late", values(-0.25f))));
  }

  private static HostTensor values(float unit) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (i + 1) * unit;
    }
    return HostTensor.ofFloats(Shape.of(SIZE), values);
  }

  private static NDArray loss(Weights weights, StepScope scope, boolean late) {
    NDArray loss = part(weights, scope, "early", 0.6f);
    return late ? loss.add(part(weights, scope, "late", -0.4f)) : loss;
  }

  private static NDArray part(Weights weights, StepScope scope, String name, float target) {
    float[] k = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      k[i] = (i + 1) / 4f;
    }
    NDArray away = weights.tensor(name).sub(scope.floats(new float[] {target}));
    return scope.floats(k, SIZE).mul(away).mul(away).sum();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void fiftyStepsOfTwoRatesWithLateThawAndClippingArePyTorchs(Kind kind) throws IOException {
    JsonNode seen = traces().path("optimizers").path(kind.name().toLowerCase(Locale.ROOT));
    ParameterGroup early = new ParameterGroup(0.02, List.of("early"));
    ParameterGroup late = new ParameterGroup(0.05, List.of("late"));
    NetworkState thawed = follow(kind, start(), List.of(early), 0, THAW, seen);
    follow(kind, thawed, List.of(early, late), THAW, STEPS, seen);
  }

  private static NetworkState follow(
      Kind kind,
      NetworkState from,
      List<ParameterGroup> groups,
      int begin,
      int end,
      JsonNode seen) {
    try (Weights weights = Weights.load(DEVICE, LAYOUT, from, groups)) {
      Optimizer optimizer = new Optimizer(options(kind), weights);
      for (int step = begin; step < end; step++) {
        try (StepScope scope = DEVICE.newStep()) {
          optimizer.step(loss(weights, scope, begin == THAW), step);
        }
        if ((step + 1) % 5 == 0) {
          assertFollows(weights, seen.path(step / 5));
        }
      }
      return CopiedState.after(from, weights.moved());
    }
  }

  private static void assertFollows(Weights weights, JsonNode expected) {
    for (String name : List.of("early", "late")) {
      float[] actual = weights.tensor(name).toFloatArray();
      for (int i = 0; i < SIZE; i++) {
        double value = expected.path(name).path(i).asDouble();
        assertThat((double) actual[i])
            .as("%s %d", name, i)
            .isCloseTo(value, within(1e-6 * Math.max(1, Math.abs(value))));
      }
    }
  }

  static Stream<RateOptions> curves() {
    return Stream.of(
        new RateOptions(RateOptions.Kind.STEP, 0, 7, 0.3, 0, 0),
        new RateOptions(RateOptions.Kind.COSINE, 40, 0, 1, 0.01, 0),
        new RateOptions(RateOptions.Kind.ONE_CYCLE, 41, 0, 1, 0, 0.3),
        new RateOptions(RateOptions.Kind.LINEAR, 40, 0, 1, 0, 0.2));
  }

  @ParameterizedTest
  @MethodSource("curves")
  void ratesArePyTorchs(RateOptions curve) throws IOException {
    JsonNode seen = traces().path("rates").path(curve.kind().name().toLowerCase(Locale.ROOT));
    assertThat(seen).hasSize(40);
    for (int step = 0; step < 40; step++) {
      assertThat(curve.at(0.1, step))
          .as("step %d", step)
          .isCloseTo(seen.get(step).asDouble(), within(1e-9));
    }
  }

  @Test
  void halvingStopsAtItsFloorAsInZi2zi() {
    RateOptions halving = new RateOptions(RateOptions.Kind.HALVING, 0, 10, 1, 2e-4, 0);
    assertThat(Stream.of(0, 9, 10, 25, 90).map(step -> halving.at(1e-3, step)))
        .containsExactly(1e-3, 1e-3, 5e-4, 2.5e-4, 2e-4);
  }

  @Test
  void gradientsOfPartsAddUpToTheBatchs() {
    float[] whole = afterOneStep(false);
    assertThat(afterOneStep(true)).containsExactly(whole, within(1e-7f));
  }

  private static float[] afterOneStep(boolean inParts) {
    ParameterGroup early = new ParameterGroup(0.02, List.of("early"));
    try (Weights weights = Weights.load(DEVICE, LAYOUT, start(), List.of(early));
        StepScope scope = DEVICE.newStep()) {
      Optimizer optimizer = new Optimizer(options(Kind.SGD), weights);
      if (inParts) {
        optimizer.add(Gradients.of(loss(weights, scope, false), weights.trainable()), 0.75);
        optimizer.add(Gradients.of(loss(weights, scope, false), weights.trainable()), 0.25);
        optimizer.update(0);
      } else {
        optimizer.step(loss(weights, scope, false), 0);
      }
      return weights.tensor("early").toFloatArray();
    }
  }
}
