package io.thawline.cluster;

import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.AveragingOptions.InnerState;
import io.thawline.averaging.RoundRecords;
import io.thawline.network.Network;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.sample.Sample;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.RoundState;
import io.thawline.task.Task;
import io.thawline.tensor.Layout;
import io.thawline.train.Evaluator;
import io.thawline.train.NativeMemory;
import io.thawline.train.Recalibration;
import io.thawline.train.ShardTrainer;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What every task of a run needs to know beside the state.
 *
 * @param task what is learned
 * @param optimizers how parameters follow their gradients, by network
 * @param batchSize samples an optimizer step
 * @param evaluationBatchSize samples evaluated at once
 * @param averaging how shards are spread and put together
 */
public record TrainingSetup<S extends Sample>(
    Task<S> task,
    Map<String, OptimizerOptions> optimizers,
    int batchSize,
    int evaluationBatchSize,
    AveragingOptions averaging)
    implements Serializable {
  /** The same, with rates that end after so many steps where they follow the schedule. */
  public TrainingSetup<S> ending(long scheduledSteps) {
    Map<String, OptimizerOptions> told = new HashMap<>();
    optimizers.forEach((network, options) -> told.put(network, options.ending(scheduledSteps)));
    return new TrainingSetup<>(task, told, batchSize, evaluationBatchSize, averaging);
  }

  /** The layouts of the networks, by name. */
  public SortedMap<String, Layout> layouts() {
    SortedMap<String, Layout> layouts = new TreeMap<>();
    task.networks().forEach((name, network) -> layouts.put(name, network.layout()));
    return layouts;
  }

  /**
   * The layout of one network.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public Layout layout(String network) {
    return network(network).layout();
  }

  Network network(String name) {
    Network network = task.networks().get(name);
    if (network == null) {
      throw new IllegalArgumentException("no network named " + name);
    }
    return network;
  }

  /**
   * Bytes that the engine may take in an executor, beside Java's heap.
   *
   * @param tasks of evaluation at once in the executor
   */
  long nativeMemory(int tasks) {
    return NativeMemory.bytes(task.networks().values(), batchSize, evaluationBatchSize, tasks);
  }

  /** Threads of the engine per task. */
  int threads() {
    return averaging.threads();
  }

  ShardTrainer<S> trainer() {
    return new ShardTrainer<>(task, optimizers, batchSize);
  }

  Recalibration<S> recalibration() {
    return new Recalibration<>(task, batchSize);
  }

  Evaluator<S> evaluator(Device device, RoundState state) {
    return new Evaluator<>(device, task, state, evaluationBatchSize);
  }

  /** The records that a round of these groups is averaged by. */
  RoundRecords records(Map<String, List<ParameterGroup>> groups) {
    return new RoundRecords(
        layouts(),
        names(groups, group -> true),
        names(groups, ParameterGroup::movesStatistics),
        this::averagedSlots);
  }

  private static Map<String, Set<String>> names(
      Map<String, List<ParameterGroup>> groups, Predicate<ParameterGroup> wanted) {
    Map<String, Set<String>> names = new HashMap<>();
    groups.forEach(
        (network, rates) ->
            names.put(
                network,
                rates.stream()
                    .filter(wanted)
                    .flatMap(group -> group.parameters().stream())
                    .collect(Collectors.toUnmodifiableSet())));
    return names;
  }

  private List<String> averagedSlots(String network) {
    OptimizerOptions optimizer = Objects.requireNonNull(optimizers.get(network), network);
    return averaging.innerState() == InnerState.AVERAGE ? optimizer.slots() : List.of();
  }
}
