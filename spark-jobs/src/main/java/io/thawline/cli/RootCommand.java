package io.thawline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thawline} without a command: help, version, or an error. */
@Command(
    name = "thawline",
    synopsisSubcommandLabel = "COMMAND",
    description = "Fine-tunes PyTorch checkpoints on Spark, in the JVM.",
    versionProvider = Version.class,
    footer = {
      "",
      "submit/thawline also takes, with any command:",
      "      --master URL   Spark's master, for example local[2] or spark://host:7077",
      "      -- ...         all that follows goes to spark-submit unchanged",
      "",
      "Exit codes: 0 done; 1 the job failed; 2 usage or configuration; 3 input refused;",
      "4 owned by another driver, try later."
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--help", usageHelp = true, description = "shows this help")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "shows the version")
  boolean version;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
