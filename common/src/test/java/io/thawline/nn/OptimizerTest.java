package io.thawline.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.CopiedState;
import io.thawline.state.Moments;
import io.thawline.state.NetworkState;
import io.thawline.tensor.DType;
import io.thawline.tensor.HostTensor;
import io.thawline.tensor.Init;
import io.thawline.tensor.LayerKind;
import io.thawline.tensor.Layout;
import io.thawline.tensor.Shape;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
  private static final Device DEVICE = Device.cpu(1);
  private static final int SIZE = 37;
  private static final Layout LAYOUT =
      new Layout(List.of(spec("early"), spec("frozen"), spec("late")));

  private static TensorSpec spec(String name) {
    return new TensorSpec(
        name,
        DType.FLOAT32,
        Shape.of(SIZE),
        TensorSpec.Role.PARAMETER,
        LayerKind.CONV,
        new Init.Normal(0, 1),
        false);
  }

  /** "early" has had five updates already, "late" none. */
  private static NetworkState state() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LAYOUT.tensors().forEach(spec -> tensors.put(spec.name(), Init.draw(spec, 7)));
    HostTensor expAvg = Init.draw(spec("m"), 7);
    float[] squares = Init.draw(spec("v"), 7).toFloats();
    for (int i = 0; i < squares.length; i++) {
      squares[i] *= squares[i];
    }
    HostTensor expAvgSq = HostTensor.ofFloats(Shape.of(SIZE), squares);
    return new NetworkState(
        StateDict.of(tensors),
        Map.of("early", Moments.of(Map.of("exp_avg", expAvg, "exp_avg_sq", expAvgSq), 5)));
  }

  private static List<ParameterGroup> groups() {
    return List.of(
        new ParameterGroup(0.03, List.of("late")), new ParameterGroup(0.002, List.of("early")));
  }

  /** The sum of w^2 / 2 over what trains, whose gradient is w. */
  private static NDArray loss(Weights weights, StepScope step) {
    NDArray half = step.floats(new float[] {0.5f});
    NDArray sum = step.floats(new float[] {0});
    for (NDArray weight : weights.trainable()) {
      sum = sum.add(half.mul(weight).mul(weight).sum());
    }
    return sum.sum();
  }

  @ParameterizedTest
  @EnumSource(names = {"ADAM", "ADAMW"})
  void fusedUpdatesAreThoseOfTheDefinitionInDoublePrecision(OptimizerOptions.Kind kind) {
    OptimizerOptions options = new OptimizerOptions(kind, 1, List.of(0.8, 0.95), 1e-6, 0.3, 0, 0);
    Reference early = new Reference(options, 0.002, state(), "early");
    Reference late = new Reference(options, 0.03, state(), "late");
    try (Weights weights = Weights.load(DEVICE, LAYOUT, state(), groups())) {
      Optimizer adam = new Optimizer(options, weights);
      for (int i = 0; i < 20; i++) {
        try (StepScope step = DEVICE.newStep()) {
          adam.step(loss(weights, step), 0);
        }
        early.step();
        late.step();
      }
      NetworkState moved = weights.moved();
      early.assertMatches(moved, 25);
      late.assertMatches(moved, 20);
      assertThat(moved.tensors().names()).containsExactly("early", "late");
    }
  }

  /** Of PyTorch's documentation: b = momentum b + (g + decay w), w = w - lr b; here g = w. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void gradientDescentIsThatOfTheDefinition(double momentum) {
    OptimizerOptions options =
        new OptimizerOptions(
            OptimizerOptions.Kind.SGD, 1, List.of(0.9, 0.999), 1e-8, 0.1, momentum, 0);
    NetworkState state = NetworkState.untrained(state().tensors());
    double[] w = doubles(state.tensors().require("early"));
    double[] b = new double[SIZE];
    for (int round = 0; round < 2; round++) { // what it remembers is carried through the state
      try (Weights weights = Weights.load(DEVICE, LAYOUT, state, groups())) {
        Optimizer sgd = new Optimizer(options, weights);
        for (int i = 0; i < 10; i++) {
          try (StepScope step = DEVICE.newStep()) {
            sgd.step(loss(weights, step), 0);
          }
          for (int j = 0; j < SIZE; j++) {
            b[j] = momentum * b[j] + 1.1 * w[j];
            w[j] -= 0.002 * b[j];
          }
        }
        NetworkState moved = weights.moved();
        assertThat(moments(moved, "early").slots().keySet())
            .containsExactlyElementsOf(options.slots());
        state = CopiedState.after(state, moved);
      }
    }
    double[] actual = doubles(state.tensors().require("early"));
    for (int j = 0; j < SIZE; j++) {
      assertThat(actual[j]).isCloseTo(w[j], within(1e-6));
    }
  }

  private static double[] doubles(HostTensor tensor) {
    float[] values = tensor.toFloats();
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  @Test
  void clippingIsByTheNormOverAllGroups() {
    OptimizerOptions options =
        new OptimizerOptions(OptimizerOptions.Kind.ADAM, 1, List.of(0.5, 0.5), 1e-8, 0, 0, 1);
    NetworkState start = NetworkState.untrained(state().tensors());
    try (Weights weights = Weights.load(DEVICE, LAYOUT, start, groups());
        StepScope step = DEVICE.newStep()) {
      new Optimizer(options, weights).step(loss(weights, step), 0);
      double norm = Math.hypot(norm(start, "early"), norm(start, "late"));
      assertThat(norm).isGreaterThan(2);
      for (String name : List.of("early", "late")) {
        float[] gradient = start.tensors().require(name).toFloats();
        float[] half = moments(weights.moved(), name).slot("exp_avg").toFloats();
        for (int i = 0; i < SIZE; i++) {
          assertThat((double) half[i]).isCloseTo(gradient[i] / norm / 2, within(1e-6));
        }
      }
    }
  }

  @Test
  void gradientsBelowTheLimitAreNotScaled() {
    NetworkState start = NetworkState.untrained(state().tensors());
    assertThat(expAvgAfterOneStep(start, 1e6)).isEqualTo(expAvgAfterOneStep(start, 0));
  }

  private static float[] expAvgAfterOneStep(NetworkState start, double clipNorm) {
    OptimizerOptions options =
        new OptimizerOptions(
            OptimizerOptions.Kind.ADAM, 1, List.of(0.5, 0.5), 1e-8, 0, 0, clipNorm);
    try (Weights weights = Weights.load(DEVICE, LAYOUT, start, groups());
        StepScope step = DEVICE.newStep()) {
      new Optimizer(options, weights).step(loss(weights, step), 0);
      return moments(weights.moved(), "early").slot("exp_avg").toFloats();
    }
  }

  private static Moments moments(NetworkState state, String name) {
    return Objects.requireNonNull(state.moments().get(name), name);
  }

  private static double norm(NetworkState state, String name) {
    double sum = 0;
    for (float value : state.tensors().require(name).toFloats()) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** Adam by its papers, on one parameter whose gradient is itself. */
  private static final class Reference {
    private final OptimizerOptions options;
    private final double lr;
    private final String name;
    private final double[] w = new double[SIZE];
    private final double[] m = new double[SIZE];
    private final double[] v = new double[SIZE];
    private int steps;

    Reference(OptimizerOptions options, double lr, NetworkState start, String name) {
      this.options = options;
      this.lr = lr;
      this.name = name;
      fill(w, start.tensors().require(name));
      if (start.moments().containsKey(name)) {
        Moments moments = moments(start, name);
        fill(m, moments.slot("exp_avg"));
        fill(v, moments.slot("exp_avg_sq"));
        steps = (int) moments.step();
      }
    }

    private static void fill(double[] target, HostTensor source) {
      float[] values = source.toFloats();
      for (int i = 0; i < target.length; i++) {
        target[i] = values[i];
      }
    }

    void step() {
      steps++;
      double beta1 = options.betas().get(0);
      double beta2 = options.betas().get(1);
      for (int i = 0; i < SIZE; i++) {
        double g = w[i];
        if (options.kind() == OptimizerOptions.Kind.ADAMW) {
          w[i] -= lr * options.weightDecay() * w[i];
        } else {
          g += options.weightDecay() * w[i];
        }
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        double unbiased = v[i] / (1 - Math.pow(beta2, steps));
        w[i] -= lr * (m[i] / (1 - Math.pow(beta1, steps))) / (Math.sqrt(unbiased) + options.eps());
      }
    }

    void assertMatches(NetworkState actual, long expectedSteps) {
      Moments moments = moments(actual, name);
      assertThat(moments.step()).isEqualTo(steps).isEqualTo(expectedSteps);
      assertClose(actual.tensors().require(name), w);
      assertClose(moments.slot("exp_avg"), m);
      assertClose(moments.slot("exp_avg_sq"), v);
    }

    private static void assertClose(HostTensor actual, double[] expected) {
      float[] values = actual.toFloats();
      for (int i = 0; i < SIZE; i++) {
        assertThat((double) values[i]).isCloseTo(expected[i], within(3e-6));
      }
    }
  }
}
