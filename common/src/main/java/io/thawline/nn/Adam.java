package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import io.thawline.schedule.ParameterGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam and AdamW by PyTorch's fused kernels, one call a parameter group. The moments and the steps
 * of each parameter are those of its {@link Weights}, so a parameter that thaws late starts its own
 * bias correction. All gradients of a step are clipped together.
 */
public final class Adam {
  private final Weights weights;
  private final Op op;
  private final List<Group> groups = new ArrayList<>();
  private final @Nullable NDArray clipLimit;

  /** What a call needs besides the gradients; float64 hyperparameters, float32 steps. */
  private record Group(List<String> names, NDArray steps, NDArray hyperparameters) {}

  /**
   * An optimizer of what trains among these weights; it lives as long as they do.
   *
   * @throws IllegalArgumentException when nothing trains
   */
  public Adam(OptimizerOptions options, Weights weights) {
    if (weights.groups().isEmpty()) {
      throw new IllegalArgumentException("no parameter is trainable");
    }
    this.weights = weights;
    this.op = op(options.kind());
    weights.groups().forEach(group -> groups.add(group(options, group)));
    clipLimit =
        options.clipNorm() == 0 ? null : weights.manager().create((float) options.clipNorm());
  }

  private Group group(OptimizerOptions options, ParameterGroup group) {
    float[] steps = new float[group.parameters().size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = weights.steps(group.parameters().get(i));
    }
    return new Group(
        group.parameters(),
        weights.manager().create(steps),
        weights.manager().create(hyperparameters(options, group.lr())));
  }

  static Op op(OptimizerOptions.Kind kind) {
    return kind == OptimizerOptions.Kind.ADAM ? Op.ADAM : Op.ADAMW;
  }

  /** In the order in which the operation reads them. */
  static double[] hyperparameters(OptimizerOptions options, double lr) {
    return new double[] {
      lr, options.betas().get(0), options.betas().get(1), options.weightDecay(), options.eps()
    };
  }

  /**
   * One update of every trainable parameter.
   *
   * @param loss a scalar; the graph it was recorded in is spent
   */
  public void step(NDArray loss) {
    List<String> names = weights.trainableNames();
    List<NDArray> gradients = Gradients.of(loss, weights.trainable());
    if (clipLimit != null) {
      gradients = Gradients.clip(gradients, clipLimit);
    }
    Map<String, NDArray> byName = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), gradients.get(i));
    }
    groups.forEach(group -> update(group, byName));
    weights.countUpdate();
  }

  private void update(Group group, Map<String, NDArray> gradients) {
    OpLibrary.Call call =
        EngineLoader.loaded()
            .ops()
            .prepare(op)
            .list(group.names().stream().map(gradients::get).toList())
            .list(group.names().stream().map(weights::tensor).toList())
            .list(group.names().stream().map(weights::expAvg).toList())
            .list(group.names().stream().map(weights::expAvgSq).toList())
            .tensors(group.steps(), group.hyperparameters());
    Autograd.off(call::run);
  }
}
