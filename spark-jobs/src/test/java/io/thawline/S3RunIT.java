package io.thawline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on an S3 server: checkpoint, samples, rounds and results lie there. */
class S3RunIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir static Path temp;
  private static S3Server server;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.start(temp.resolve("s3"));
    server.upload(ROOT.resolve("conf/demo/zi2zi64_sans_to_serif.pth"), "base.pth");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private DemoRun onS3(String name, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--set=run.dir=" + server.location(name),
                "--set=init.from=" + server.location("base.pth"),
                "--set=data.train.first=25",
                "--set=schedule.0.max_transition_epoch=1"));
    options.addAll(List.of(more));
    return new DemoRun(temp.resolve(name), "local[2]", options, sparkOptions());
  }

  private static List<String> sparkOptions() {
    List<String> spark = new ArrayList<>();
    server
        .settings()
        .forEach(
            (key, value) -> spark.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
    return spark;
  }

  @Test
  void runOnS3GoesOnAndHandsOver() throws Exception {
    DemoRun first = onS3("run", "--set=schedule.1.max_transition_epoch=2");
    Program.Ended ended = first.end(first.start(), 6);
    assertThat(ended.exitCode()).as(ended.err().toString()).isZero();
    assertThat(ended.err())
        .anyMatch(
            line -> line.startsWith("warning: s3a://runs-") && line.contains("/run cannot refuse"));
    DemoRun longer = onS3("run", "--set=schedule.1.max_transition_epoch=3");
    Program.Ended again = longer.end(longer.start(), 6);
    assertThat(again.exitCode()).as(again.err().toString()).isZero();
    assertThat(again.err()).anyMatch(line -> line.startsWith("Going on after round 2"));
    assertThat(server.object("run/final/model.safetensors")).isNotEmptyFile();
    assertThat(Files.readAllLines(server.object("run/metrics.jsonl"))).hasSize(3);
    noSecretIsWritten("run");
    used("evaluate", "scores");
    JsonNode scores = new ObjectMapper().readTree(server.object("scores/evaluation.json").toFile());
    assertThat(scores.at("/metrics/val_loss").asDouble()).isBetween(0.05, 0.2);
    used("generate", "drawn");
    try (Stream<Path> glyphs = Files.list(server.object("drawn/glyphs"))) {
      assertThat(glyphs.filter(file -> file.toString().endsWith(".png"))).hasSize(10);
    }
  }

  private static void used(String command, String name) throws Exception {
    DemoUse use = new DemoUse(temp, server.location("run"), "local[2]", sparkOptions());
    Program.Ended ended = use.launched(command, server.location(name)).run(3);
    assertThat(ended.exitCode()).as(ended.errors()).isZero();
  }

  private static void noSecretIsWritten(String run) throws IOException {
    try (Stream<Path> files = Files.walk(server.object(run))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        assertThat(new String(Files.readAllBytes(file), UTF_8))
            .as(file.toString())
            .doesNotContain(server.settings().get("fs.s3a.secret.key"));
      }
    }
  }
}
