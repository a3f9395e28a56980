package io.thawline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.config.Configuration;
import io.thawline.config.Key;
import io.thawline.jobs.Doctor;
import io.thawline.jobs.Progress;
import io.thawline.jobs.RoundSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.LoggerFactory;

/** The commands over a configuration of two keys, jobs of a test's own, and what they print. */
final class TinyCommands {
  record Tiny(@Key(path = true) String dir, @Key(defaultValue = "2") int rounds) {
    Tiny {
      if (rounds < 1) {
        throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
      }
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path config;

  /** With a configuration file in a directory of a name with a space. */
  TinyCommands(Path directory) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("with space"));
    config = Files.writeString(folder.resolve("a.yaml"), "dir: run\n");
  }

  Path config() {
    return config;
  }

  Path runDirectory() {
    return config.resolveSibling("run");
  }

  /** Runs a command; one that trains does as in {@link #train}. */
  int run(String... arguments) {
    return run(TinyCommands::train, arguments);
  }

  int fineTune(Job<Tiny> job, String... more) {
    List<String> arguments = new ArrayList<>(List.of("finetune", "--config", config.toString()));
    arguments.addAll(List.of(more));
    return run(job, arguments.toArray(String[]::new));
  }

  int fineTune(String... more) {
    return fineTune(TinyCommands::train, more);
  }

  int failingWith(RuntimeException thrown) {
    return fineTune(
        (configuration, progress) -> {
          throw thrown;
        });
  }

  private int run(Job<Tiny> job, String... arguments) {
    Jobs<Tiny> jobs =
        new Jobs<>(
            Tiny.class,
            Tiny::dir,
            new DiskFiles(),
            (configuration, progress) -> progress.finished(List.of("prepared")),
            job,
            (first, runs, progress) -> progress.finished(List.of("compared")),
            TinyCommands::findings,
            tiny -> List.of("59 tensors fit into " + tiny.rounds() + " rounds"),
            tiny -> List.of("1 phase of " + tiny.rounds() + " rounds"));
    PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Commands<>(jobs, new Console(results, errors, false), Map.of()).run(arguments);
  }

  private static Doctor.Findings findings(Optional<Tiny> configuration, Optional<String> store) {
    String place = store.or(() -> configuration.map(Tiny::dir)).orElse("");
    List<String> problems = place.isEmpty() ? List.of() : List.of("node7: cannot use " + place);
    return new Doctor.Findings(List.of("host  java"), List.of("node8: slow"), problems);
  }

  private static void train(Configuration<Tiny> configuration, Progress progress) {
    int rounds = configuration.value().rounds();
    progress.stage("Training");
    for (int round = 1; round <= rounds; round++) {
      progress.roundBegins(round, rounds, 0);
      progress.roundFinished(summary(round, rounds));
      progress.committed(round);
    }
    LoggerFactory.getLogger("org.apache.spark.Test").info("in the log");
    progress.finished(List.of("best 0.1250"));
  }

  private static RoundSummary summary(int round, int rounds) {
    return new RoundSummary(
        round, rounds, round, 0, 0.25, 0.125, round == 1, OptionalDouble.of(0.5), 412.3, 6.25, 65);
  }

  String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  List<String> errorLines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  void forgetErrors() {
    err.reset();
  }

  JsonNode outcome() throws IOException {
    return new ObjectMapper().readTree(runDirectory().resolve("outcome.json").toFile());
  }
}
