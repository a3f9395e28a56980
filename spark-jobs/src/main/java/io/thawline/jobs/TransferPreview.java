package io.thawline.jobs;

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
    return FirstWeights.of(config, FirstWeights.places(config.init(), () -> hadoop))
        .report()
        .table();
  }
}
