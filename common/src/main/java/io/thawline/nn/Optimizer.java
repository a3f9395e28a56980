package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import io.thawline.schedule.ParameterGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam, AdamW and SGD by PyTorch's fused kernels, one call a parameter group. What it remembers and
 * the steps of each parameter are those of its {@link Weights}, so a parameter that thaws late
 * starts its own bias correction. All gradients of a step are clipped together.
 */
public final class Optimizer {
  private final Weights weights;
  private final Op op;
  private final List<String> slots;
  private final List<Group> groups = new ArrayList<>();
  private final @Nullable NDArray clipLimit;

  /** What a call needs besides the gradients; float64 hyperparameters, float32 steps. */
  private record Group(List<String> names, NDArray steps, NDArray hyperparameters) {}

  /**
   * An optimizer of what trains among these weights; it lives as long as they do.
   *
   * @throws IllegalArgumentException when nothing trains
   */
  public Optimizer(OptimizerOptions options, Weights weights) {
    if (weights.groups().isEmpty()) {
      throw new IllegalArgumentException("no parameter is trainable");
    }
    this.weights = weights;
    this.op = op(options);
    this.slots = options.slots();
    slots.forEach(weights::claim);
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

  static Op op(OptimizerOptions options) {
    return switch (options.kind()) {
      case ADAM -> Op.ADAM;
      case ADAMW -> Op.ADAMW;
      case SGD -> options.momentum() == 0 ? Op.SGD : Op.SGD_MOMENTUM;
    };
  }

  /** In the order in which the operation reads them. */
  static double[] hyperparameters(OptimizerOptions options, double lr) {
    return new double[] {
      lr,
      options.betas().get(0),
      options.betas().get(1),
      options.weightDecay(),
      options.eps(),
      options.momentum()
    };
  }

  /**
   * One update of every trainable parameter.
   *
   * @param loss a scalar; the graph it was recorded in is spent
   */
  public void step(NDArray loss) {
    step(Gradients.of(loss, weights.trainable()));
  }

  /**
   * One update of every trainable parameter.
   *
   * @param summed the gradients of {@link Weights#trainable}, in its order, before they are clipped
   */
  public void step(List<NDArray> summed) {
    List<String> names = weights.trainableNames();
    List<NDArray> gradients = clipLimit == null ? summed : Gradients.clip(summed, clipLimit);
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
            .list(group.names().stream().map(weights::tensor).toList());
    slots.forEach(
        slot -> call.list(group.names().stream().map(name -> weights.slot(slot, name)).toList()));
    call.tensors(group.steps(), group.hyperparameters());
    Autograd.off(call::run);
  }
}
