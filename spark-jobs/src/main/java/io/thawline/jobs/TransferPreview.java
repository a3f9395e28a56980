package io.thawline.jobs;

import io.thawline.io.Opener;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Fits the checkpoints of a configuration to its network, and starts and writes nothing. */
public final class TransferPreview {
  private TransferPreview() {}

  /**
   * The load report that a run of this configuration would begin with, in lines.
   *
   * @throws io.thawline.errors.UserException when a checkpoint is refused or does not fit
   */
  public static List<String> lines(RunConfig config, Configuration hadoop) {
    Opener files = FirstWeights.places(config.inits(), () -> hadoop);
    List<String> lines = new ArrayList<>(FirstWeights.of(config, files).report().table());
    config.networks().values().stream()
        .filter(plan -> !plan.key().isEmpty())
        .flatMap(plan -> FirstWeights.of(plan, files, config.run().seed()).stream())
        .forEach(transfer -> lines.addAll(transfer.report().table()));
    return lines;
  }
}
