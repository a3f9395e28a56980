package io.thawline.jobs;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.io.Source;
import io.thawline.network.Zi2ziUNet;
import io.thawline.transfer.Transfer;
import io.thawline.transfer.TransferResult;
import java.util.ArrayList;
import java.util.List;
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
    return Transfer.plan(
        new Zi2ziUNet(config.model()).layout(), checkpoints, config.init(), config.run().seed());
  }
}
