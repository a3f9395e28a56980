package io.thawline.cluster;

import io.thawline.averaging.AveragingOptions;
import io.thawline.averaging.AveragingOptions.InnerState;
import io.thawline.averaging.RoundRecords;
import io.thawline.network.UNetOptions;
import io.thawline.network.Zi2ziUNet;
import io.thawline.nn.Device;
import io.thawline.nn.OptimizerOptions;
import io.thawline.schedule.ParameterGroup;
import io.thawline.state.RoundState;
import io.thawline.task.FontTask;
import io.thawline.tensor.Layout;
import io.thawline.train.Evaluator;
import io.thawline.train.NativeMemory;
import io.thawline.train.ShardTrainer;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every task of a run needs to know beside the state.
 *
 * @param model the network
 * @param optimizer how its parameters follow their gradients
 * @param batchSize samples an optimizer step
 * @param evaluationBatchSize samples evaluated at once
 * @param averaging how shards are spread and put together
 */
public record TrainingSetup(
    UNetOptions model,
    OptimizerOptions optimizer,
    int batchSize,
    int evaluationBatchSize,
    AveragingOptions averaging)
    implements Serializable {
  /** The layouts of the networks, by name. */
  public Map<String, Layout> layouts() {
    return Map.of(ShardTrainer.GENERATOR, new Zi2ziUNet(model).layout());
  }

  /**
   * The layout of one network.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public Layout layout(String network) {
    Layout layout = layouts().get(network);
    if (layout == null) {
      throw new IllegalArgumentException("no network named " + network);
    }
    return layout;
  }

  /**
   * Bytes that the engine may take in an executor, beside Java's heap.
   *
   * @param tasks of evaluation at once in the executor
   */
  long nativeMemory(int tasks) {
    return NativeMemory.bytes(new Zi2ziUNet(model), batchSize, evaluationBatchSize, tasks);
  }

  /** Threads of the engine per task. */
  int threads() {
    return averaging.threads();
  }

  ShardTrainer trainer() {
    return new ShardTrainer(new Zi2ziUNet(model), FontTask.of(model), optimizer, batchSize);
  }

  Evaluator evaluator(Device device, RoundState state) {
    return new Evaluator(
        device,
        new Zi2ziUNet(model),
        FontTask.of(model),
        state.network(ShardTrainer.GENERATOR),
        evaluationBatchSize);
  }

  /** The records that a round of these groups is averaged by. */
  RoundRecords records(Map<String, List<ParameterGroup>> groups) {
    Map<String, Set<String>> trainable = new HashMap<>();
    groups.forEach(
        (network, rates) -> {
          Set<String> names = new HashSet<>();
          rates.forEach(group -> names.addAll(group.parameters()));
          trainable.put(network, names);
        });
    List<String> slots =
        averaging.innerState() == InnerState.AVERAGE ? optimizer.slots() : List.of();
    return new RoundRecords(layouts(), trainable, slots);
  }
}
