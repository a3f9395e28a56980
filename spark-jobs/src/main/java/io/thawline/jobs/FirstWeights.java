package io.thawline.jobs;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.Source;
import io.thawline.network.UNetSizes;
import io.thawline.network.Zi2ziUNet;
import io.thawline.tensor.Shape;
import io.thawline.transfer.OnMismatch;
import io.thawline.transfer.Transfer;
import io.thawline.transfer.TransferResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the checkpoints that a configuration names and fits them to its network. */
final class FirstWeights {
  private FirstWeights() {}

  /**
   * The network's first weights.
   *
   * @param open opens a file where it lies
   * @throws io.thawline.errors.UserException when a checkpoint is refused or does not fit
   */
  static TransferResult of(RunConfig config, Function<String, Source> open) {
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (String location : config.init().locations()) {
      try (Source source = open.apply(location)) {
        checkpoints.add(Checkpoints.read(source));
      }
    }
    requireSuited(config, checkpoints.get(0));
    return Transfer.plan(
        new Zi2ziUNet(config.model()).layout(), checkpoints, config.init(), config.run().seed());
  }

  /** Another size of images, or of channels, would show as a mismatch of every tensor. */
  private static void requireSuited(RunConfig config, Checkpoint checkpoint) {
    Map<String, Shape> shapes = new HashMap<>();
    checkpoint.tensors().asMap().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    boolean adapted = config.init().ruleFor(UNetSizes.INPUT) != OnMismatch.FAIL;
    List<String> problems = new ArrayList<>();
    UNetSizes.of(shapes)
        .ifPresent(
            sizes ->
                sizes.differences(config.model()).stream()
                    .filter(line -> !(adapted && line.startsWith("model.channels ")))
                    .map(line -> remedied(line, checkpoint))
                    .forEach(problems::add));
    if (!problems.isEmpty()) {
      throw new InputRefusedException(problems);
    }
  }

  private static String remedied(String line, Checkpoint checkpoint) {
    String channels =
        line.startsWith("model.channels ")
            ? ", or add init.on_mismatch: {'%s': adapt_input}"
                .formatted(UNetSizes.INPUT.replace(".", "\\."))
            : "";
    return "Cannot load %s: %s%s.".formatted(checkpoint.location(), line, channels);
  }
}
