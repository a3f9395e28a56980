package io.thawline.train;

import ai.djl.ndarray.NDArray;
import io.thawline.errors.RunFailedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.Network;
import io.thawline.nn.Adam;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.OptimizerOptions;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.schedule.ParameterGroup;
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

  /**
   * Trains on every sample of a shard once, from a common state. The order of the samples follows
   * from the state's seed and round and from their ids.
   *
   * @param device of the calling thread
   * @param groups what trains, by network
   * @param shard its number, for messages
   * @param cancelled asked before every step
   * @throws RunFailedException when the loss or a weight is no longer finite
   * @throws CancellationException when {@code cancelled} says so
   */
  public ShardResult train(
      Device device,
      RoundState state,
      Map<String, List<ParameterGroup>> groups,
      int shard,
      List<GlyphPair> samples,
      BooleanSupplier cancelled) {
    NetworkState start = state.network(GENERATOR);
    List<ParameterGroup> trainable = groups.getOrDefault(GENERATOR, List.of());
    List<List<GlyphPair>> batches =
        new BatchOrder(state.seed(), state.position().round()).batches(samples, batchSize);
    try (Weights weights = Weights.load(device, network.layout(), start, trainable)) {
      Pass pass = new Pass(device, weights, shard);
      for (List<GlyphPair> batch : batches) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("shard " + shard + " was cancelled");
        }
        pass.step(batch);
      }
      return pass.result();
    }
  }

  /** The steps of one round. */
  private final class Pass {
    private final Device device;
    private final Weights weights;
    private final Adam adam;
    private final int shard;
    private long samples;
    private long steps;
    private double lossSum;

    Pass(Device device, Weights weights, int shard) {
      this.device = device;
      this.weights = weights;
      this.adam = new Adam(optimizer, weights);
      this.shard = shard;
    }

    void step(List<GlyphPair> batch) {
      steps++;
      try (StepScope scope = device.newStep()) {
        Map<String, NDArray> outputs =
            network.forward(weights, task.inputs(scope, batch), Mode.TRAINING);
        NDArray loss = task.loss(scope, outputs, batch);
        double value = loss.getFloat();
        requireFinite(Double.isFinite(value), "the loss is " + value);
        adam.step(loss);
        samples += batch.size();
        lossSum += FontTask.onScoreScale(value) * batch.size();
      }
    }

    ShardResult result() {
      requireFinite(weights.areFinite(), "a weight is no longer finite");
      return new ShardResult(Map.of(GENERATOR, weights.moved()), samples, steps, lossSum);
    }

    private void requireFinite(boolean finite, String otherwise) {
      if (!finite) {
        throw new RunFailedException(
            "training diverged in shard %d at step %d: %s; lower the learning rates of the schedule, or set optimizer.clip_norm"
                .formatted(shard, steps, otherwise));
      }
    }
  }
}
