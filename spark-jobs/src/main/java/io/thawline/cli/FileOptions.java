package io.thawline.cli;

import picocli.CommandLine.Option;

/** What every command takes that looks at files and starts no job. */
final class FileOptions {
  @Option(names = "--verbose", description = "shows the stack trace of an error")
  boolean verbose;

  @Option(names = "--help", usageHelp = true, description = "shows this help")
  boolean help;
}
