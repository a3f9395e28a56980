package io.thawline.cli;

import io.thawline.config.ConfigReader;
import io.thawline.config.Configuration;
import io.thawline.io.Opener;
import io.thawline.jobs.Doctor;
import io.thawline.jobs.PlannedRun;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands. Each reads the configuration and hands it on; failures become exit codes here. */
final class Commands<C extends Record> {
  private final Jobs<C> jobs;
  private final Console console;
  private final Map<String, String> environment;
  private final Opener files;

  Commands(Jobs<C> jobs, Console console, Map<String, String> environment) {
    this.jobs = jobs;
    this.console = console;
    this.environment = environment;
    this.files = new AnyPlace(environment);
  }

  /** Runs the command that the arguments name and returns its exit code; throws nothing. */
  int run(String... arguments) {
    boolean verbose = Arrays.asList(arguments).contains("--verbose");
    try {
      return new CommandLine(new RootCommand())
          .addSubcommand(new InspectCommand(console, files))
          .addSubcommand(new ConvertCommand(console, files))
          .addSubcommand(new NetworksCommand(console))
          .addSubcommand(new DescribeCommand(console, environment, files))
          .addSubcommand(new FineTune())
          .addSubcommand(new Prepare())
          .addSubcommand(new CompareCommand(this::compare))
          .addSubcommand(new Evaluate())
          .addSubcommand(new Generate())
          .addSubcommand(new Validate())
          .addSubcommand(new DoctorCommand(this::examine, console))
          .addSubcommand(new TransferCommand(this::transfer, console.out()))
          .addSubcommand(new ScheduleCommand(this::schedule, console.out()))
          .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
          .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
          .setParameterExceptionHandler((wrong, rest) -> misused(wrong))
          .setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, verbose))
          .execute(arguments);
    } catch (Error thrown) {
      return failed(thrown, verbose);
    }
  }

  private int misused(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    List<String> near =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String remedy = near.isEmpty() ? "" : "did you mean " + String.join(" or ", near) + "? ";
    String said = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("wrong usage");
    console.error(
        "%s: %ssee %s --help".formatted(said, remedy, command.getCommandSpec().qualifiedName()));
    return Failure.USAGE;
  }

  private int failed(Throwable thrown, boolean verbose) {
    if (thrown instanceof StoppedException) {
      return Failure.STOPPED;
    }
    Failure failure = Failure.of(thrown);
    boolean hint = failure.unexpected() && !verbose;
    failure
        .problems()
        .forEach(line -> console.error(hint ? line + " (--verbose shows the stack trace)" : line));
    if (verbose) {
      thrown.printStackTrace(console.err());
    }
    return failure.exitCode();
  }

  private Configuration<C> read(CommonOptions options) {
    return read(options, Path.of("").toAbsolutePath());
  }

  private Configuration<C> read(CommonOptions options, Path from) {
    return read(options.config, options.overrides, from);
  }

  private Configuration<C> read(String file, List<String> overrides, Path from) {
    Configuration<C> written =
        new ConfigReader(environment, "file:" + from)
            .read(jobs.configuration(), ConfigFile.read(file, from, jobs.files()), overrides);
    return written.inEffect(jobs.opened().apply(written.value(), files));
  }

  private List<String> schedule(CommonOptions options, List<String> overrides) {
    Path here = Path.of("").toAbsolutePath();
    return jobs.schedule().apply(read(options.config, overrides, here).value());
  }

  private void compare(CompareCommand.Request request) {
    Path here = Path.of("").toAbsolutePath();
    Configuration<C> first = read(request.files().get(0), ComparePlan.first(request), here);
    String directory = jobs.runDirectory().apply(first.value());
    List<PlannedRun<C>> runs =
        new ComparePlan<C>(request, (file, overrides) -> read(file, overrides, here), directory)
            .runs();
    new JobRun(jobs.files(), console, "compare", directory)
        .run(
            (configuration, progress) -> jobs.compare().run(configuration, runs, progress),
            first,
            request.verbose(),
            false);
  }

  private <U extends Record> DirectoryJob<U> use(
      UseJobs<U> uses, String command, Function<UseJobs<U>, Job<U>> job) {
    return new DirectoryJob<>(
        command,
        (options, from) ->
            new ConfigReader(environment, "file:" + from)
                .read(
                    uses.configuration(),
                    ConfigFile.read(options.config, from, jobs.files()),
                    options.overrides),
        uses.directory(),
        job.apply(uses));
  }

  private DirectoryJob<C> train(String command, Job<C> job) {
    return new DirectoryJob<>(command, this::read, jobs.runDirectory(), job);
  }

  private List<String> transfer(CommonOptions options) {
    return jobs.transfer().apply(read(options).value());
  }

  private Doctor.Findings examine(DoctorCommand.Request request) {
    Optional<C> configuration = request.run().map(options -> read(options).value());
    SparkLog.silence(request.verbose());
    return jobs.doctor().apply(configuration, request.store());
  }

  private <T extends Record> int run(
      DirectoryJob<T> job, CommonOptions options, SubmissionOptions submission, boolean fresh) {
    Configuration<T> configuration = job.reader().apply(options, submission.from());
    String directory = job.directory().apply(configuration.value());
    if (submission.outcomeOf.isPresent()) {
      return new SubmittedRun(jobs.files(), directory, console)
          .exitCode(submission.outcomeOf.get(), submission.submittedWith);
    }
    if (submission.check) {
      Optional<Path> file = ConfigFile.toSend(options.config, submission.from());
      console.out().println(file.map(Path::toString).orElse(""));
      return 0;
    }
    new JobRun(jobs.files(), console, job.command(), directory)
        .run(job.job(), configuration, options.verbose, fresh);
    return 0;
  }

  @Command(
      name = "finetune",
      description = {
        "Fine-tunes a checkpoint and publishes the best round.",
        "Started again, it goes on where it was; a finished run trains nothing."
      })
  private final class FineTune implements Callable<Integer> {
    @Mixin private final CommonOptions options = new CommonOptions();
    @Mixin private final SubmissionOptions submission = new SubmissionOptions();

    @Option(
        names = "--fresh",
        description = "begins anew; an old run is moved aside, nothing is deleted")
    private boolean fresh;

    @Override
    public Integer call() {
      return run(train("finetune", jobs.fineTune()), options, submission, fresh);
    }
  }

  @Command(
      name = "prepare",
      description = "Prepares the samples of a run as finetune would, and stops there.")
  private final class Prepare implements Callable<Integer> {
    @Mixin private final CommonOptions options = new CommonOptions();
    @Mixin private final SubmissionOptions submission = new SubmissionOptions();

    @Override
    public Integer call() {
      return run(train("prepare", jobs.prepare()), options, submission, false);
    }
  }

  @Command(
      name = "evaluate",
      description = {
        "Scores a handed-over network on samples that have labels, or glyphs to compare with.",
        "Reads nothing of the run but its final/, which may have been copied anywhere."
      })
  private final class Evaluate implements Callable<Integer> {
    @Mixin private final CommonOptions options = new CommonOptions();
    @Mixin private final SubmissionOptions submission = new SubmissionOptions();

    @Override
    public Integer call() {
      return run(use(jobs.uses(), "evaluate", UseJobs::evaluate), options, submission, false);
    }
  }

  @Command(
      name = "generate",
      description = {
        "Writes what a handed-over network makes of new samples: glyphs, or labels.",
        "Reads nothing of the run but its final/, which may have been copied anywhere."
      })
  private final class Generate implements Callable<Integer> {
    @Mixin private final CommonOptions options = new CommonOptions();
    @Mixin private final SubmissionOptions submission = new SubmissionOptions();

    @Override
    public Integer call() {
      return run(use(jobs.uses(), "generate", UseJobs::generate), options, submission, false);
    }
  }

  @Command(
      name = "validate",
      description = "Checks a configuration, reports all that is wrong, and starts nothing.")
  private final class Validate implements Callable<Integer> {
    @Mixin private final CommonOptions options = new CommonOptions();

    @Override
    public Integer call() {
      read(options);
      console.out().println(options.config + " is valid");
      return 0;
    }
  }
}
