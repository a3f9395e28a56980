package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small run of the quickstart, started as a user starts it: the launcher, the packaged jar, the
 * embedded Spark.
 *
 * @param directory of the run
 * @param options more of the command's, the same at every start
 * @param sparkOptions for spark-submit
 */
record DemoRun(Path directory, String master, List<String> options, List<String> sparkOptions) {
  /** The words of the command, but the launcher's own and those of spark-submit. */
  List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "finetune",
                "--config=" + SparkHome.ROOT.resolve("conf/quickstart.yaml"),
                "--set=run.dir=" + directory,
                "--set=data.validation.last=10",
                "--set=data.batch_size=8"));
    arguments.addAll(options);
    return arguments;
  }

  /** The run through the launcher, on the Spark that is tested. */
  Program launched() throws IOException {
    List<String> words = new ArrayList<>(arguments());
    words.add("--master=" + master);
    words.add("--");
    words.addAll(sparkOptions);
    Program launcher = Program.launcher(home(), directory.getFileName().toString(), words);
    SparkHome.choose(launcher.environment());
    return launcher;
  }

  /** The run through a bare spark-submit. */
  Program submitted() throws IOException {
    List<Path> jars = SparkHome.jobJars();
    List<String> command = new ArrayList<>();
    command.add(SparkHome.layOut().resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master=" + master, "--class=io.thawline.cli.Main"));
    command.add("--jars=" + jars.get(1));
    command.addAll(sparkOptions);
    command.add(jars.get(0).toString());
    command.addAll(arguments());
    Program submit = new Program(home(), directory.getFileName().toString(), command);
    SparkHome.use(submit.environment());
    return submit;
  }

  private Path home() throws IOException {
    return Files.createDirectories(directory.resolveSibling(""));
  }

  /** Starts the run through the launcher, or starts it again. */
  Process start() throws IOException {
    return launched().start();
  }

  /** Waits for a start to end; kills it when it takes longer than that. */
  Program.Ended end(Process process, int minutes) throws IOException, InterruptedException {
    return launched().end(process, minutes);
  }

  /** What its last start through the launcher has printed so far on standard error. */
  List<String> errors() throws IOException {
    return launched().errors();
  }

  /** Starts the run through the launcher and waits for its end. */
  Program.Ended finish(int minutes) throws IOException, InterruptedException {
    return launched().run(minutes);
  }

  /** What the driver left for those who wait for it. */
  JsonNode outcome() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("outcome.json").toFile());
  }

  /** The published weights. */
  byte[] model() throws IOException {
    return Files.readAllBytes(directory.resolve("final/model.safetensors"));
  }

  /** The line of each round. */
  List<JsonNode> metrics() throws IOException {
    List<JsonNode> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("metrics.jsonl"), UTF_8)) {
      rounds.add(new ObjectMapper().readTree(line));
    }
    return rounds;
  }

  /** Rounds committed so far. */
  int committed() throws IOException {
    Path checkpoints = directory.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (var files = Files.list(checkpoints)) {
      return (int) files.filter(f -> f.toString().matches(".*round-\\d+\\.json")).count();
    }
  }
}
