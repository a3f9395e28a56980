package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small run of the quickstart, started as a user starts it: the launcher, the packaged jar, the
 * embedded Spark.
 *
 * @param directory of the run
 * @param options more of the command's, the same at every start
 * @param sparkOptions for spark-submit
 */
record DemoRun(Path directory, String master, List<String> options, List<String> sparkOptions) {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** What a start came to. */
  record Ended(int exitCode, List<String> out, List<String> err) {}

  /** Starts the run, or starts it again. */
  Process start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ROOT.resolve("submit/thawline").toString(),
                "finetune",
                "--master=" + master,
                "--config=" + ROOT.resolve("conf/quickstart.yaml"),
                "--set=run.dir=" + directory,
                "--set=data.validation.last=10",
                "--set=data.batch_size=8"));
    command.addAll(options);
    if (!sparkOptions.isEmpty()) {
      command.add("--");
      command.addAll(sparkOptions);
    }
    Files.createDirectories(directory.resolveSibling(""));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.resolveSibling("").toFile())
            .redirectOutput(output("out").toFile())
            .redirectError(output("err").toFile());
    SparkHome.choose(builder.environment());
    return builder.start();
  }

  /** Waits for a start to end; kills it when it takes longer than that. */
  Ended end(Process process, int minutes) throws IOException, InterruptedException {
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          "did not end in %d minutes: %s".formatted(minutes, lines("err")));
    }
    return new Ended(process.exitValue(), lines("out"), lines("err"));
  }

  private List<String> lines(String stream) throws IOException {
    return Files.readAllLines(output(stream), UTF_8);
  }

  private Path output(String stream) {
    return directory.resolveSibling(directory.getFileName() + "." + stream);
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
