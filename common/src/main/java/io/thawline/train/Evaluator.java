package io.thawline.train;

import io.thawline.network.Network;
import io.thawline.nn.Device;
import io.thawline.nn.Mode;
import io.thawline.nn.StepScope;
import io.thawline.nn.Weights;
import io.thawline.sample.Sample;
import io.thawline.state.RoundState;
import io.thawline.task.Evaluation;
import io.thawline.task.KnownValues;
import io.thawline.task.LoadedNetworks;
import io.thawline.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes with a task's main network, whose weights stand still. A sample's bits depend on the
 * size of the batch it is in, so the same shards and the same batch size give the same numbers.
 *
 * @param <S> the kind of samples
 */
public final class Evaluator<S extends Sample> implements AutoCloseable {
  private final Device device;
  private final Task<S> task;
  private final int batchSize;
  private final Weights weights;
  private final Network network;

  /**
   * An evaluator of one state, on the calling thread.
   *
   * @param batchSize samples at once
   */
  public Evaluator(Device device, Task<S> task, RoundState state, int batchSize) {
    String main = task.mainNetwork();
    this.network = Objects.requireNonNull(task.networks().get(main), main);
    this.device = device;
    this.task = task;
    this.batchSize = batchSize;
    this.weights = Weights.load(device, network.layout(), state.network(main), List.of());
  }

  /**
   * What is computed of a batch.
   *
   * @param <S> the kind of samples
   * @param <R> what comes of it
   */
  @FunctionalInterface
  public interface OfBatch<S extends Sample, R> {
    R compute(LoadedNetworks networks, StepScope scope, List<S> batch);
  }

  /**
   * How well samples are done, in their order.
   *
   * @param known what first stages leave of them, by network; for those where it is known
   */
  public Evaluation score(List<S> samples, Map<String, KnownValues> known) {
    return Evaluation.join(batches(samples, known, task::evaluate));
  }

  /** What comes of samples, batch after batch. */
  public <R> List<R> batches(List<S> samples, OfBatch<S, R> work) {
    return batches(samples, Map.of(), work);
  }

  private <R> List<R> batches(List<S> samples, Map<String, KnownValues> known, OfBatch<S, R> work) {
    String main = task.mainNetwork();
    LoadedNetworks networks =
        new LoadedNetworks(Map.of(main, network), Map.of(main, weights), Mode.EVALUATION, known);
    List<R> results = new ArrayList<>();
    for (int start = 0; start < samples.size(); start += batchSize) {
      List<S> batch = samples.subList(start, Math.min(start + batchSize, samples.size()));
      try (StepScope scope = device.newEvaluation()) {
        results.add(work.compute(networks, scope, batch));
      }
    }
    return results;
  }

  @Override
  public void close() {
    weights.close();
  }
}
