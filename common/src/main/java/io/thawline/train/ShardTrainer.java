package io.thawline.train;

import ai.djl.ndarray.NDArray;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.sample.BatchOrder;
import io.thawline.sample.Sample;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.RoundState;
import io.thawline.task.KnownValues;
import io.thawline.task.LoadedNetworks;
import io.thawline.task.Loss;
import io.thawline.task.Objective;
import io.thawline.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One pass over one shard: a pure function of the round state, the shard and the device, so a task
 * that is retried gives the same bytes.
 *
 * @param <S> the kind of samples
 */
public final class ShardTrainer<S extends Sample> {
  private final Task<S> task;
  private final Map<String, OptimizerOptions> optimizers;
  private final int batchSize;

  /**
   * A trainer of a task's networks.
   *
   * @param optimizers by network
   * @param batchSize samples an optimizer step
   */
  public ShardTrainer(Task<S> task, Map<String, OptimizerOptions> optimizers, int batchSize) {
    this.task = task;
    this.optimizers = Map.copyOf(optimizers);
    this.batchSize = batchSize;
  }

  /** Optimizer steps that so many samples take in an epoch. */
  public static int steps(int samples, int batchSize) {
    return BatchOrder.count(samples, batchSize);
  }

  /**
   * Trains on a shard's part of a round, from a common state. The order of the samples and all that
   * is drawn at random follow from the state's seed, the epoch and the samples' ids.
   *
   * @param device of the calling thread
   * @param groups what trains, by network; a network without any stands still
   * @param samples of the shard in the whole epoch
   * @param known what first stages leave of them, by network; for those where it is known
   * @param cancelled asked before every step
   * @return open, also where the shard diverged
   * @throws CancellationException when {@code cancelled} says so
   */
  public TrainedShard train(
      Device device,
      RoundState state,
      Map<String, List<ParameterGroup>> groups,
      Round round,
      List<S> samples,
      Map<String, KnownValues> known,
      BooleanSupplier cancelled) {
    BatchOrder order = new BatchOrder(state.seed(), round.epoch() - 1);
    List<List<S>> batches = round.of(order.batches(samples, batchSize));
    Learners learners = Learners.load(device, task.networks(), state, groups, optimizers);
    try {
      Pass pass =
          new Pass(device, learners, learners.training(known), order, state.position().step());
      pass.run(batches, cancelled);
      return new TrainedShard(learners, pass.result());
    } catch (Throwable e) { // the engine's memory is freed by nobody else
      learners.close();
      throw e;
    }
  }

  /** The steps of one round. */
  private final class Pass {
    private final Device device;
    private final Learners learners;
    private final LoadedNetworks networks;
    private final BatchOrder order;
    private final long stepsBefore;
    private final List<Objective<S>> objectives;
    private final Map<Objective<S>, Descent> descents = new HashMap<>();
    private final SortedMap<String, Double> told = new TreeMap<>();
    private long samples;
    private long steps;
    private String divergence = "";

    Pass(
        Device device,
        Learners learners,
        LoadedNetworks networks,
        BatchOrder order,
        long stepsBefore) {
      this.device = device;
      this.learners = learners;
      this.networks = networks;
      this.order = order;
      this.stepsBefore = stepsBefore;
      this.objectives =
          task.objectives().stream().filter(o -> learners.learns(o.network())).toList();
      objectives.forEach(
          o -> descents.put(o, new Descent(learners.weights(o.network()), o.adversary())));
    }

    void run(List<List<S>> batches, BooleanSupplier cancelled) {
      for (List<S> batch : batches) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("the task was cancelled");
        }
        step(batch);
        if (!divergence.isEmpty()) {
          return;
        }
      }
      requireFinite(learners.areFinite(), "a weight is no longer finite");
    }

    private void step(List<S> batch) {
      steps++;
      if (parts(batch).size() > 1) {
        stepInParts(batch);
        return;
      }
      try (StepScope scope = device.newStep(order.stepSeed(batch))) {
        for (Objective<S> objective : objectives) {
          if (!follow(objective, scope, batch)) {
            return;
          }
        }
        samples += batch.size();
      }
    }

    private List<List<S>> parts(List<S> batch) {
      int accumulate =
          optimizers.values().stream().mapToInt(OptimizerOptions::accumulate).max().orElse(1);
      int size = (batch.size() + accumulate - 1) / accumulate;
      List<List<S>> parts = new ArrayList<>();
      int start = 0;
      while (start < batch.size()) {
        int rest = batch.size() - start - size; // one sample alone has no statistics
        int end = rest <= 0 || (rest == 1 && size > 1) ? batch.size() : start + size;
        parts.add(batch.subList(start, end));
        start = end;
      }
      return parts;
    }

    private void stepInParts(List<S> batch) {
      for (Objective<S> objective : objectives) {
        for (List<S> part : parts(batch)) {
          try (StepScope scope = device.newStep(order.stepSeed(part))) {
            Supplier<Loss> pass = () -> objective.loss().of(networks, scope, part);
            Loss loss = pass.get();
            if (!accept(objective, loss, part)) {
              return;
            }
            learners.add(
                objective.network(),
                gradients(objective, loss, pass),
                (double) part.size() / batch.size());
          }
        }
        learners.update(objective.network(), stepsBefore + steps - 1);
      }
      samples += batch.size();
    }

    private boolean follow(Objective<S> objective, StepScope scope, List<S> batch) {
      Supplier<Loss> pass = () -> objective.loss().of(networks, scope, batch);
      Loss loss = pass.get();
      boolean finite = accept(objective, loss, batch);
      if (finite) {
        learners.step(
            objective.network(), gradients(objective, loss, pass), stepsBefore + steps - 1);
      }
      return finite;
    }

    private List<NDArray> gradients(Objective<S> objective, Loss loss, Supplier<Loss> again) {
      return Objects.requireNonNull(descents.get(objective))
          .gradients(loss.total(), () -> again.get().total());
    }

    /** Whether a loss is finite; what it told counts then. */
    private boolean accept(Objective<S> objective, Loss loss, List<S> batch) {
      double value = loss.total().getFloat();
      boolean finite =
          requireFinite(
              Double.isFinite(value),
              "the loss of the %s is %s".formatted(objective.network(), value));
      if (finite) {
        loss.told()
            .forEach(
                (name, mean) ->
                    told.merge(name, mean.getFloat() * (double) batch.size(), Double::sum));
      }
      return finite;
    }

    private boolean requireFinite(boolean finite, String otherwise) {
      if (!finite) {
        divergence = "step %d: %s".formatted(steps, otherwise);
      }
      return finite;
    }

    ShardResult result() {
      return new ShardResult(learners.moved(), samples, steps, told, divergence);
    }
  }
}
