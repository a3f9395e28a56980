package io.thawline.train;

import ai.djl.ndarray.NDArray;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.Network;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.Optimizer;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
import io.thawline.schedule.Round;
import io.thawline.state.NetworkState;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One pass over one shard: a pure function of the round state, the shard and the device, so a task
 * that is retried gives the same bytes.
 */
public final class ShardTrainer {
  /** The network that font tasks train, in a round state and in the groups. */
  public static final String GENERATOR = "generator";

  private final Network network;
  private final FontTask task;
  private final OptimizerOptions optimizer;
  private final int batchSize;

  /**
   * A trainer of one network.
   *
   * @param batchSize samples an optimizer step
   */
  public ShardTrainer(Network network, FontTask task, OptimizerOptions optimizer, int batchSize) {
    this.network = network;
    this.task = task;
    this.optimizer = optimizer;
    this.batchSize = batchSize;
  }

  /** Optimizer steps that so many samples take in an epoch. */
  public static int steps(int samples, int batchSize) {
    return BatchOrder.count(samples, batchSize);
  }

  /**
   * Trains on a shard's part of a round, from a common state. The order of the samples follows from
   * the state's seed, the epoch and their ids.
   *
   * @param device of the calling thread
   * @param groups what trains, by network
   * @param samples of the shard in the whole epoch
   * @param cancelled asked before every step
   * @return open, also where the shard diverged
   * @throws CancellationException when {@code cancelled} says so
   */
  public TrainedShard train(
      Device device,
      RoundState state,
      Map<String, List<ParameterGroup>> groups,
      Round round,
      List<GlyphPair> samples,
      BooleanSupplier cancelled) {
    NetworkState start = state.network(GENERATOR);
    List<ParameterGroup> trainable = groups.getOrDefault(GENERATOR, List.of());
    BatchOrder order = new BatchOrder(state.seed(), round.epoch() - 1);
    List<List<GlyphPair>> batches = round.of(order.batches(samples, batchSize));
    Weights weights = Weights.load(device, network.layout(), start, trainable);
    try {
      Pass pass = new Pass(device, weights);
      pass.run(order, batches, cancelled);
      return new TrainedShard(weights, pass.result());
    } catch (Throwable e) { // a heap that is too small must not cost the engine's memory too
      weights.close();
      throw e;
    }
  }

  /** The steps of one round. */
  private final class Pass {
    private final Device device;
    private final Weights weights;
    private final Optimizer updates;
    private long samples;
    private long steps;
    private double lossSum;
    private String divergence = "";

    Pass(Device device, Weights weights) {
      this.device = device;
      this.weights = weights;
      this.updates = new Optimizer(optimizer, weights);
    }

    void run(BatchOrder order, List<List<GlyphPair>> batches, BooleanSupplier cancelled) {
      for (List<GlyphPair> batch : batches) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("the task was cancelled");
        }
        step(batch, order.seedOf(batch));
        if (!divergence.isEmpty()) {
          return;
        }
      }
      requireFinite(weights.areFinite(), "a weight is no longer finite");
    }

    private void step(List<GlyphPair> batch, long seed) {
      steps++;
      try (StepScope scope = device.newStep(seed)) {
        Map<String, NDArray> outputs =
            network.forward(weights, task.inputs(scope, batch), Mode.TRAINING);
        NDArray loss = task.loss(scope, outputs, batch);
        double value = loss.getFloat();
        if (requireFinite(Double.isFinite(value), "the loss is " + value)) {
          updates.step(loss);
          samples += batch.size();
          lossSum += FontTask.onScoreScale(value) * batch.size();
        }
      }
    }

    private boolean requireFinite(boolean finite, String otherwise) {
      if (!finite) {
        divergence = "step %d: %s".formatted(steps, otherwise);
      }
      return finite;
    }

    ShardResult result() {
      return new ShardResult(
          Map.of(GENERATOR, weights.moved()), samples, steps, lossSum, divergence);
    }
  }
}
