package io.thawline.cli;

import io.thawline.jobs.Doctor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thawline doctor}: examines every executor, trains nothing. */
@Command(
    name = "doctor",
    description = {
      "Examines every executor and shows a table: Java, system, C library, memory, the engine,",
      "scratch space, GPU, and whether the store can be written, read, listed and deleted from.",
      "Exits with 1 and a line for each problem when something is wrong."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Function<Request, Doctor.Findings> examination;
  private final Console console;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "a run's YAML file: examines what that run would use")
  private String config = "";

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      description = "overrides a key of the file; may be repeated")
  private List<String> overrides = List.of();

  @Option(
      names = "--store",
      paramLabel = "LOCATION",
      description = "a directory to try the store in, instead of the run's own")
  private String store = "";

  @Option(names = "--verbose", description = "shows Spark's log, and the stack trace of an error")
  private boolean verbose;

  @Option(names = "--help", usageHelp = true, description = "shows this help")
  boolean help;

  /**
   * What to examine.
   *
   * @param run names a configuration file, if one was given
   * @param store a location, if one was given
   */
  record Request(Optional<CommonOptions> run, Optional<String> store, boolean verbose) {}

  DoctorCommand(Function<Request, Doctor.Findings> examination, Console console) {
    this.examination = examination;
    this.console = console;
  }

  @Override
  public Integer call() {
    Doctor.Findings findings =
        examination.apply(
            new Request(
                config.isEmpty() ? Optional.empty() : Optional.of(run()),
                Optional.of(store).filter(name -> !name.isEmpty()),
                verbose));
    findings.table().forEach(console.out()::println);
    findings.warnings().forEach(line -> console.err().println("warning: " + line));
    findings.problems().forEach(console::error);
    return findings.problems().isEmpty() ? 0 : Failure.JOB_FAILED;
  }

  private CommonOptions run() {
    CommonOptions run = new CommonOptions();
    run.config = config;
    run.overrides = overrides;
    return run;
  }
}
