package io.thawline.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thawline compare}: several ways to train, on one page. */
@Command(
    name = "compare",
    description = {
      "Fine-tunes in several ways on the same data and shows their curves on one page.",
      "Each way is a run of its own below run.dir. Started again, it goes on where it was."
    })
final class CompareCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "a YAML file, a path or a URI; given several times, each is a way to train")
  private List<String> files = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      description = "overrides a key in every way; may be repeated")
  private List<String> overrides = List.of();

  @Option(
      names = "--vary",
      paramLabel = "KEY.PATH=A,B,C",
      description = "trains with each value of a key; given several times, with each combination")
  private List<String> varied = List.of();

  @Option(
      names = "--modes",
      split = ",",
      paramLabel = "NAME",
      description =
          "trains with each of these schedules, for example scratch,full,staged; instead of the files' own")
  private List<String> modes = List.of();

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      description = "trains every way with each of these seeds, for example 1,2,3")
  private List<Long> seeds = List.of();

  @Option(names = "--verbose", description = "shows Spark's log, and the stack trace of an error")
  private boolean verbose;

  @Option(names = "--help", usageHelp = true, description = "shows this help")
  boolean help;

  private final Consumer<Request> compare;

  /** What was asked for. */
  record Request(
      List<String> files,
      List<String> overrides,
      List<Variation> varied,
      List<Long> seeds,
      boolean verbose) {}

  CompareCommand(Consumer<Request> compare) {
    this.compare = compare;
  }

  @Override
  public Integer call() {
    compare.accept(new Request(files, withoutSchedule(), variations(), seeds, verbose));
    return 0;
  }

  private List<String> withoutSchedule() {
    return modes.isEmpty()
        ? overrides
        : Stream.concat(Stream.of("schedule={}"), overrides.stream()).toList();
  }

  private List<Variation> variations() {
    Stream<Variation> named =
        modes.isEmpty() ? Stream.of() : Stream.of(new Variation("mode", modes));
    return Stream.concat(varied.stream().map(Variation::parse), named).toList();
  }
}
