package io.thawline.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "the YAML file, a path or a URI; relative paths in it start from its directory")
  String config = "";

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      description = "overrides a key, for example optimizer.lr=1e-3; may be repeated")
  List<String> overrides = List.of();

  @Option(names = "--verbose", description = "shows Spark's log, and the stack trace of an error")
  boolean verbose;

  @Option(names = "--help", usageHelp = true, description = "shows this help")
  boolean help;
}
