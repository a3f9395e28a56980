package io.thawline.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.thawline.schedule.ParameterGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
  private final OptimizerOptions options;
  private final @Nullable NDArray clipLimit;
  private List<NDArray> sums = List.of();

  /** What a call needs besides the gradients; float64 hyperparameters, float32 steps. */
  private final class Group {
    private final List<String> names;
    private final double lr;
    private final double decay;
    private final NDArray steps;
    private double rate;
    private NDArray hyperparameters;

    Group(List<String> names, double lr, double decay) {
      float[] updates = new float[names.size()];
      for (int i = 0; i < updates.length; i++) {
        updates[i] = weights.optimizerState().steps(names.get(i));
      }
      this.names = names;
      this.lr = lr;
      this.decay = decay;
      this.steps = weights.manager().create(updates);
      this.rate = lr;
      this.hyperparameters = weights.manager().create(hyperparameters(options, lr, decay));
    }

    NDArray hyperparametersAt(long step) {
      double now = options.rate().at(lr, step);
      if (now != rate) {
        hyperparameters.close();
        hyperparameters = weights.manager().create(hyperparameters(options, now, decay));
        rate = now;
      }
      return hyperparameters;
    }
  }

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
    this.options = options;
    this.op = op(options);
    this.slots = options.slots();
    slots.forEach(weights.optimizerState()::claim);
    weights.groups().forEach(this::add);
    clipLimit =
        options.clipNorm() == 0 ? null : weights.manager().create((float) options.clipNorm());
  }

  private void add(ParameterGroup group) {
    Map<Boolean, List<String>> byDecay =
        group.parameters().stream().collect(Collectors.partitioningBy(this::isDecayed));
    byDecay.forEach(
        (decayed, names) -> {
          if (!names.isEmpty()) {
            groups.add(new Group(names, group.lr(), decayed ? options.weightDecay() : 0));
          }
        });
  }

  private boolean isDecayed(String name) {
    return options.decayed() == OptimizerOptions.Decayed.ALL
        || weights.layout().find(name).orElseThrow().isPlainWeight();
  }

  static Op op(OptimizerOptions options) {
    return switch (options.kind()) {
      case ADAM -> Op.ADAM;
      case ADAMW -> Op.ADAMW;
      case SGD -> options.momentum() == 0 ? Op.SGD : Op.SGD_MOMENTUM;
    };
  }

  /** In the order in which the operation reads them. */
  static double[] hyperparameters(OptimizerOptions options, double lr, double decay) {
    return new double[] {
      lr, options.betas().get(0), options.betas().get(1), decay, options.eps(), options.momentum()
    };
  }

  /**
   * One update of every trainable parameter.
   *
   * @param loss a scalar; the graph it was recorded in is spent
   * @param step of the run, from 0, which decides the rates
   */
  public void step(NDArray loss, long step) {
    update(Gradients.of(loss, weights.trainable()), step);
  }

  /**
   * One update of every trainable parameter.
   *
   * @param summed the gradients of {@link Weights#trainable}, in its order, before they are clipped
   * @param step of the run, from 0, which decides the rates
   */
  public void step(List<NDArray> summed, long step) {
    update(summed, step);
  }

  /**
   * Adds the gradients of a part of a batch to those of the parts before it.
   *
   * @param gradients of {@link Weights#trainable}, in its order
   * @param share of the batch that the part is
   */
  public void add(List<NDArray> gradients, double share) {
    Autograd.off(
        () -> {
          List<NDArray> scaled = gradients.stream().map(g -> g.mul((float) share)).toList();
          if (sums.isEmpty()) {
            scaled.forEach(sum -> sum.attach(weights.manager()));
            sums = scaled;
          } else {
            for (int i = 0; i < scaled.size(); i++) {
              sums.get(i).addi(scaled.get(i));
            }
          }
          return sums;
        });
  }

  /**
   * One update by all that was added since the last one.
   *
   * @param step of the run, from 0, which decides the rates
   */
  public void update(long step) {
    List<NDArray> added = sums;
    sums = List.of();
    try (NDManager scope = weights.manager().newSubManager()) {
      added.forEach(sum -> sum.attach(scope)); // where what is computed from them will lie too
      update(added, step);
    }
  }

  private void update(List<NDArray> unclipped, long step) {
    List<String> names = weights.trainableNames();
    List<NDArray> gradients = clipLimit == null ? unclipped : Gradients.clip(unclipped, clipLimit);
    Map<String, NDArray> byName = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), gradients.get(i));
    }
    groups.forEach(group -> update(group, byName, step));
    weights.optimizerState().countUpdate();
  }

  private void update(Group group, Map<String, NDArray> gradients, long step) {
    OpLibrary.Call call =
        EngineLoader.loaded()
            .ops()
            .prepare(op)
            .list(group.names.stream().map(gradients::get).toList())
            .list(group.names.stream().map(weights::tensor).toList());
    OptimizerState state = weights.optimizerState();
    slots.forEach(
        slot -> call.list(group.names.stream().map(name -> state.slot(slot, name)).toList()));
    call.tensors(group.steps, group.hyperparametersAt(step));
    Autograd.off(call::run);
  }
}
