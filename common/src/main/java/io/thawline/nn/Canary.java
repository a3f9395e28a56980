package io.thawline.nn;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import io.thawline.errors.RunFailedException;
import io.thawline.errors.UserException;
import io.thawline.nn.OptimizerOptions.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves, before anything is trained, that the engine computes what this program means: every
 * operation on tiny inputs, with its gradients, against plain Java in double precision. A native
 * library of another version may load and answer wrongly.
 */
final class Canary {
  private static final double TOLERANCE = 2e-5;
  private static final double DIFFERENCE = 1e-4;

  private static final Set<String> PASSED = new HashSet<>();

  private final Device device;

  Canary(Device device) {
    this.device = device;
  }

  /**
   * Runs on the first call in a JVM for each device.
   *
   * @throws RunFailedException when an operation is missing or gives wrong numbers
   */
  static synchronized void passOnce(Device device) {
    if (!PASSED.contains(device.name())) {
      Canary canary = new Canary(device);
      CanaryCases.all().forEach(canary::check);
      ClassifierCases.all().forEach(canary::check);
      canary.checkDropout();
      canary.checkClipping();
      canary.checkFiniteness();
      canary.checkOverwriting();
      canary.checkSharing();
      optimizers().forEach(canary::checkOptimizer);
      PASSED.add(device.name());
    }
  }

  /** The result, and the derivative of its weighted sum by every input. */
  void check(CanaryCase canaryCase) {
    guard(
        canaryCase.name(),
        scope -> {
          double[][] inputs = canaryCase.inputs();
          List<NDArray> arrays = leaves(scope, canaryCase, inputs);
          NDArray result = canaryCase.engine().compute(scope, arrays);
          double[] expected = canaryCase.plain().compute(inputs);
          compare(canaryCase.name(), result, expected);
          if (!arrays.isEmpty()) {
            compareGradients(scope, canaryCase, inputs, arrays, result);
          }
        });
  }

  private static List<NDArray> leaves(StepScope scope, CanaryCase canaryCase, double[][] inputs) {
    List<NDArray> arrays = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      NDArray leaf = scope.floats(CanaryCases.floats(inputs[i]), canaryCase.shapes().get(i));
      leaf.setRequiresGradient(true);
      arrays.add(leaf);
    }
    return arrays;
  }

  private void compareGradients(
      StepScope scope,
      CanaryCase canaryCase,
      double[][] inputs,
      List<NDArray> arrays,
      NDArray result) {
    double[] mix = CanaryCase.values(9, Math.toIntExact(result.size()));
    NDArray loss = result.reshape(-1).mul(CanaryCases.vector(scope, mix)).sum();
    List<NDArray> gradients = Gradients.of(loss, arrays);
    for (int i = 0; i < inputs.length; i++) {
      double[] expected = new double[inputs[i].length];
      for (int j = 0; j < expected.length; j++) {
        expected[j] = slope(canaryCase, inputs, inputs[i], j, mix);
      }
      compare("gradient of " + canaryCase.name(), gradients.get(i), expected);
    }
  }

  private static double slope(
      CanaryCase canaryCase, double[][] inputs, double[] moved, int j, double[] mix) {
    double middle = moved[j];
    moved[j] = middle + DIFFERENCE;
    double above = dot(canaryCase.plain().compute(inputs), mix);
    moved[j] = middle - DIFFERENCE;
    double below = dot(canaryCase.plain().compute(inputs), mix);
    moved[j] = middle;
    return (above - below) / (2 * DIFFERENCE);
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  /** Gradients (3, 4) and (12) have the norm 13 together. */
  void checkClipping() {
    guard(
        Op.CLIP.method(),
        scope -> {
          List<NDArray> gradients =
              List.of(
                  CanaryCases.vector(scope, new double[] {3, 4}),
                  CanaryCases.vector(scope, new double[] {12}));
          NDArray limit = CanaryCases.vector(scope, new double[] {6.5}).reshape();
          List<NDArray> clipped = Gradients.clip(gradients, limit);
          compare(Op.CLIP.method(), clipped.get(0), 1.5, 2);
          compare(Op.CLIP.method(), clipped.get(1), 6);
        });
  }

  /** Every value is dropped, or divided by the share that is kept. */
  void checkDropout() {
    guard(
        Op.DROPOUT.method(),
        scope -> {
          NDArray ones = scope.floats(new float[] {1, 1, 1, 1, 1, 1, 1, 1}, 8);
          for (float value : Layers.dropout(ones, 0.75, Mode.TRAINING).toFloatArray()) {
            if (value != 0 && value != 4) {
              throw mismatch(Op.DROPOUT.method(), value + " instead of 0 or 4");
            }
          }
          compare(
              Op.DROPOUT.method(), Layers.dropout(ones, 0, Mode.TRAINING), 1, 1, 1, 1, 1, 1, 1, 1);
        });
  }

  void checkFiniteness() {
    guard(
        Op.ALL_FINITE.method(),
        scope -> {
          NDArray finite = CanaryCases.vector(scope, new double[] {1, 2});
          NDArray broken = CanaryCases.vector(scope, new double[] {1, Double.NaN});
          if (!Gradients.allFinite(finite) || Gradients.allFinite(broken)) {
            throw mismatch(Op.ALL_FINITE.method(), "the wrong answer");
          }
        });
  }

  void checkOverwriting() {
    guard(
        Op.OVERWRITE.method(),
        scope -> {
          NDArray target = CanaryCases.vector(scope, new double[] {1, 2});
          NDArray values = CanaryCases.vector(scope, new double[] {3, 4});
          Autograd.off(() -> EngineLoader.loaded().ops().call(Op.OVERWRITE, target, values));
          compare(Op.OVERWRITE.method(), target, 3, 4);
        });
  }

  void checkSharing() {
    guard(
        Op.SHARE.method(),
        scope -> {
          NDArray target = CanaryCases.vector(scope, new double[] {1, 2});
          NDArray memory = CanaryCases.vector(scope, new double[] {3, 4});
          Autograd.off(() -> EngineLoader.loaded().ops().call(Op.SHARE, target, memory));
          NDArray later = CanaryCases.vector(scope, new double[] {5, 6});
          Autograd.off(() -> EngineLoader.loaded().ops().call(Op.OVERWRITE, memory, later));
          compare(Op.SHARE.method(), target, 5, 6);
        });
  }

  /** One of each operation. */
  static List<OptimizerOptions> optimizers() {
    List<Double> betas = List.of(0.8, 0.95);
    return List.of(
        new OptimizerOptions(Kind.ADAM, 0.05, betas, 1e-3, 0.1, 0, 0),
        new OptimizerOptions(Kind.ADAMW, 0.05, betas, 1e-3, 0.1, 0, 0),
        new OptimizerOptions(Kind.SGD, 0.05, betas, 1e-3, 0.1, 0, 0),
        new OptimizerOptions(Kind.SGD, 0.05, betas, 1e-3, 0.1, 0.7, 0));
  }

  /** Three updates from slots of zero. */
  void checkOptimizer(OptimizerOptions options) {
    Op op = Optimizer.op(options);
    guard(
        op.method(),
        scope -> {
          NDArray hyperparameters =
              scope.doubles(
                  Optimizer.hyperparameters(options, options.lr(), options.weightDecay()));
          double[] expected = CanaryCase.values(0, 20);
          NDArray p = CanaryCases.vector(scope, expected);
          List<double[]> slots = options.slots().stream().map(slot -> new double[20]).toList();
          List<NDArray> arrays =
              slots.stream().map(slot -> CanaryCases.vector(scope, slot)).toList();
          NDArray steps = CanaryCases.vector(scope, new double[1]);
          for (int step = 1; step <= 3; step++) {
            double[] g = CanaryCase.values(step, 20);
            OpLibrary.Call call =
                EngineLoader.loaded()
                    .ops()
                    .prepare(op)
                    .list(List.of(CanaryCases.vector(scope, g)))
                    .list(List.of(p));
            arrays.forEach(array -> call.list(List.of(array)));
            Autograd.off(call.tensors(steps, hyperparameters)::run);
            expected = PlainOps.update(options, step, expected, g, slots);
          }
          compare(op.method(), p, expected);
          for (int slot = 0; slot < slots.size(); slot++) {
            compare(op.method(), arrays.get(slot), slots.get(slot));
          }
        });
  }

  private void compare(String name, NDArray actual, double... expected) {
    float[] values = actual.toFloatArray();
    if (values.length != expected.length) {
      throw mismatch(name, values.length + " values instead of " + expected.length);
    }
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i] - expected[i]) <= TOLERANCE * (1 + Math.abs(expected[i])))) {
        throw mismatch(name, values[i] + " instead of " + expected[i]);
      }
    }
  }

  private void guard(String name, java.util.function.Consumer<StepScope> check) {
    try (StepScope scope = device.newStep()) {
      check.accept(scope);
    } catch (EngineException e) {
      throw mismatch(name, "the error '" + UserException.firstLine(e) + "'");
    }
  }

  private RunFailedException mismatch(String name, String answer) {
    return new RunFailedException(
        "PyTorch %s of the engine gives %s for %s: use the library that this version was built for, and check PYTORCH_LIBRARY_PATH"
            .formatted(device.engineVersion(), answer, name));
  }
}
