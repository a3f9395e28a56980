package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.config.Configuration;
import io.thawline.config.Key;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.OwnedByAnotherDriverException;
import io.thawline.errors.RunFailedException;
import io.thawline.jobs.Doctor;
import io.thawline.jobs.Progress;
import io.thawline.jobs.RoundSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CommandsTest {
  record Tiny(@Key(path = true) String dir, @Key(defaultValue = "2") int rounds) {
    Tiny {
      if (rounds < 1) {
        throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
      }
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path config = Path.of("");

  @BeforeEach
  void writeConfiguration(@TempDir Path directory) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("with space"));
    config = Files.writeString(folder.resolve("a.yaml"), "dir: run\n");
  }

  private Path runDirectory() {
    return config.resolveSibling("run");
  }

  private int run(Job<Tiny> job, String... arguments) {
    Jobs<Tiny> jobs =
        new Jobs<>(
            Tiny.class,
            Tiny::dir,
            new DiskFiles(),
            (configuration, progress) -> progress.finished(List.of("prepared")),
            job,
            (tiny, store) -> findings(tiny, store),
            tiny -> List.of("59 tensors fit into " + tiny.rounds() + " rounds"));
    PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Commands<>(jobs, new Console(results, errors, false), Map.of()).run(arguments);
  }

  private static Doctor.Findings findings(Optional<Tiny> configuration, Optional<String> store) {
    String place = store.or(() -> configuration.map(Tiny::dir)).orElse("");
    List<String> problems = place.isEmpty() ? List.of() : List.of("node7: cannot use " + place);
    return new Doctor.Findings(List.of("host  java"), List.of("node8: slow"), problems);
  }

  @Test
  void doctorPrintsItsTableAndEndsWithOneWhenSomethingIsWrong() {
    assertThat(run(CommandsTest::train, "doctor")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("host  java");
    assertThat(errorLines()).containsExactly("warning: node8: slow");
    assertThat(run(CommandsTest::train, "doctor", "--config", config.toString())).isEqualTo(1);
    assertThat(errorLines())
        .contains("thawline: error: node7: cannot use " + runDirectory())
        .noneMatch(line -> line.contains("--verbose"));
    assertThat(run(CommandsTest::train, "doctor", "--store", "hdfs:///x")).isEqualTo(1);
    assertThat(errorLines()).contains("thawline: error: node7: cannot use hdfs:///x");
  }

  private int fineTune(Job<Tiny> job, String... more) {
    List<String> arguments = new ArrayList<>(List.of("finetune", "--config", config.toString()));
    arguments.addAll(List.of(more));
    return run(job, arguments.toArray(String[]::new));
  }

  private static void train(Configuration<Tiny> configuration, Progress progress) {
    int rounds = configuration.value().rounds();
    progress.stage("Training");
    for (int round = 1; round <= rounds; round++) {
      progress.roundBegins(round, rounds, 0);
      progress.roundFinished(
          new RoundSummary(
              round,
              rounds,
              round,
              0,
              0.25,
              0.125,
              round == 1,
              OptionalDouble.of(0.5),
              412.3,
              6.25,
              65));
      progress.committed(round);
    }
    LoggerFactory.getLogger("org.apache.spark.Test").info("in the log");
    progress.finished(List.of("best 0.1250"));
  }

  private List<String> errorLines() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private JsonNode outcome() throws IOException {
    return new ObjectMapper().readTree(runDirectory().resolve("outcome.json").toFile());
  }

  @Test
  void successPrintsALinePerRoundAndResultsOnStandardOutput() throws IOException {
    assertThat(fineTune(CommandsTest::train)).isZero();
    assertThat(errorLines())
        .containsExactly(
            "Training",
            "round 1/2  phase 0  train 0.2500  val 0.1250 best  cos 0.50  412 samples/s  6.3 s, 1 min 5 s"
                + " left",
            "round 2/2  phase 0  train 0.2500  val 0.1250  cos 0.50  412 samples/s  6.3 s");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("best 0.1250\n");
    assertThat(outcome())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"status\": \"succeeded\", \"exit_code\": 0, \"error\": null,"
                        + " \"last_round\": 2, \"command\": \"finetune\"}"));
  }

  @Test
  void logKeepsNoSecret() throws IOException {
    fineTune(
        (configuration, progress) ->
            LoggerFactory.getLogger("org.apache.spark.Test")
                .info(
                    "fs.s3a.secret.key=hush fs.s3a.access.key: hush, password = \"hush\" from https://me:hush@host/x; 3 tokens are left"));
    assertThat(runDirectory().resolve("spark.log"))
        .content()
        .doesNotContain("hush")
        .contains("fs.s3a.secret.key=*** ", "https://***@host/x; 3 tokens are left");
  }

  @Test
  void logOfLibrariesLiesInTheRunDirectoryAndNotOnTheConsole() throws IOException {
    fineTune(CommandsTest::train, "--set", "rounds=1");
    assertThat(runDirectory().resolve("spark.log")).content().contains("in the log");
    assertThat(errorLines()).hasSize(2);
  }

  @Test
  void everyKindOfFailureHasItsExitCode() throws IOException {
    assertThat(failingWith(new RunFailedException("loss is NaN"))).isEqualTo(1);
    assertThat(failingWith(new ConfigurationException(List.of("a", "b")))).isEqualTo(2);
    assertThat(outcome().get("error").asText()).isEqualTo("a\nb");
    assertThat(failingWith(new InputRefusedException("broken"))).isEqualTo(3);
    assertThat(outcome().get("exit_code").asInt()).isEqualTo(3);
    assertThat(failingWith(new OwnedByAnotherDriverException("theirs"))).isEqualTo(4);
    assertThat(outcome().get("exit_code").asInt()).as("of the other driver").isEqualTo(3);
    assertThat(errorLines())
        .containsExactly(
            "thawline: error: loss is NaN",
            "thawline: error: a",
            "thawline: error: b",
            "thawline: error: broken",
            "thawline: error: theirs");
  }

  private int failingWith(RuntimeException thrown) {
    return fineTune(
        (configuration, progress) -> {
          throw thrown;
        });
  }

  @Test
  void outcomeIsThatOfTheSubmissionAndOfNoOther() throws IOException {
    assertThat(submitted("a", new InputRefusedException("broken"))).isEqualTo(3);
    assertThat(submitted("b", new OwnedByAnotherDriverException("theirs"))).isEqualTo(4);
    assertThat(outcome().get("submission").asText()).as("the owner's").isEqualTo("a");
    err.reset();
    assertThat(outcomeOf("a")).isEqualTo(3);
    assertThat(outcomeOf("b")).isEqualTo(4);
    assertThat(outcomeOf("c")).isEqualTo(1);
    assertThat(errorLines().subList(0, 2))
        .containsExactly("thawline: error: broken", "thawline: error: theirs");
    assertThat(errorLines().get(2)).contains("left no word", "outcome.json");
  }

  /** A driver in a cluster knows its submission by a setting of Spark. */
  private int submitted(String submission, RuntimeException thrown) {
    System.setProperty("spark.thawline.submission", submission);
    try {
      return failingWith(thrown);
    } finally {
      System.clearProperty("spark.thawline.submission");
    }
  }

  private int outcomeOf(String submission) {
    return fineTune(CommandsTest::train, "--outcome-of", submission, "--submitted-with", "0");
  }

  @Test
  void fileThatWasLaidOutByAClusterKeepsThePlaceItCameFrom() throws IOException {
    Path sent = Files.writeString(Path.of("sent-by-a-test.yaml"), "dir: run\nrounds: 1\n");
    try {
      assertThat(
              run(
                  CommandsTest::train,
                  "finetune",
                  "--config=sent-by-a-test.yaml",
                  "--submitted-from=" + config.resolveSibling("")))
          .isZero();
    } finally {
      Files.delete(sent);
    }
    assertThat(runDirectory().resolve("outcome.json")).exists();
  }

  @Test
  void failureInATaskIsFoundThroughSparksWrapping() throws IOException {
    Throwable inTask = new InputRefusedException("page 3 is broken");
    SparkException wrapped =
        new SparkException("Job aborted:\nLost task", new RuntimeException(inTask));
    assertThat(fineTune((configuration, progress) -> throwAsScalaDoes(wrapped))).isEqualTo(3);
    assertThat(errorLines()).containsExactly("thawline: error: page 3 is broken");
    assertThat(outcome().get("exit_code").asInt()).isEqualTo(3);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwAsScalaDoes(Throwable checked) throws E {
    throw (E) checked;
  }

  @Test
  void unexpectedFailureIsOneLineUnlessVerbose() throws IOException {
    assertThat(failingWith(new IllegalStateException("odd\nvery odd"))).isEqualTo(1);
    assertThat(errorLines())
        .containsExactly(
            "thawline: error: IllegalStateException: odd (--verbose shows the stack trace)");
    assertThat(outcome().get("last_round").isNull()).isTrue();
    err.reset();
    assertThat(
            fineTune(
                (configuration, progress) -> {
                  throw new StackOverflowError();
                },
                "--verbose"))
        .isEqualTo(1);
    assertThat(errorLines())
        .contains("thawline: error: StackOverflowError")
        .anyMatch(line -> line.startsWith("\tat "));
  }

  @Test
  void failureAfterARoundNamesIt() throws IOException {
    fineTune(
        (configuration, progress) -> {
          progress.resumed(4);
          throw new RunFailedException("loss is NaN");
        });
    assertThat(outcome().get("last_round").asInt()).isEqualTo(4);
    assertThat(outcome().get("status").asText()).isEqualTo("failed");
  }

  @Test
  void misuseIsOneLineAndExitCodeTwo() {
    assertThat(run(CommandsTest::train)).isEqualTo(2);
    assertThat(run(CommandsTest::train, "finetun")).isEqualTo(2);
    assertThat(run(CommandsTest::train, "finetune")).isEqualTo(2);
    assertThat(fineTune(CommandsTest::train, "--nosuch")).isEqualTo(2);
    assertThat(fineTune(CommandsTest::train, "--set")).isEqualTo(2);
    assertThat(run(CommandsTest::train, "finetune", "--config", "no/such.yaml")).isEqualTo(2);
    assertThat(errorLines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("thawline: error: "))
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).endsWith("no command given: see thawline --help");
              assertThat(lines.get(1)).contains("did you mean", "finetune");
              assertThat(lines.get(2))
                  .contains("--config")
                  .endsWith("see thawline finetune --help");
              assertThat(lines.get(5)).contains("no/such.yaml is no file");
            });
    assertThat(runDirectory()).doesNotExist();
  }

  @Test
  void configurationProblemsStartNothing() {
    assertThat(fineTune(CommandsTest::train, "--set", "rounds=0", "--set", "nosuch.key=1"))
        .isEqualTo(2);
    assertThat(errorLines())
        .containsExactly(
            "thawline: error: --set rounds=0: rounds must be at least 1, got 0",
            "thawline: error: --set nosuch.key=1: nosuch is not a known key: known here: dir,"
                + " rounds");
    assertThat(runDirectory()).doesNotExist();
  }

  @Test
  void transferShowsTheLoadReportAndStartsNothing() {
    assertThat(run(CommandsTest::train, "transfer", "--config", config.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("59 tensors fit into 2 rounds" + System.lineSeparator());
    assertThat(runDirectory()).doesNotExist();
  }

  @Test
  void validateReadsAndStartsNothing() {
    assertThat(run(CommandsTest::train, "validate", "--config", config.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("a.yaml is valid\n");
    assertThat(runDirectory()).doesNotExist();
  }

  @Test
  void configurationMayLieElsewhere() {
    assertThat(run(CommandsTest::train, "validate", "--config", "hdfs://n/a.yaml")).isZero();
  }

  @Test
  void freshMovesTheOldRunAside() {
    fineTune(CommandsTest::train);
    err.reset();
    assertThat(fineTune(CommandsTest::train, "--fresh")).isZero();
    assertThat(errorLines().get(0)).startsWith("The old run is kept in ");
    assertThat(config.resolveSibling("run.old/outcome.json")).exists();
    assertThat(runDirectory().resolve("spark.log")).exists();
  }

  @Test
  void unwritableRunDirectoryIsReportedOnce() throws IOException {
    Files.writeString(runDirectory(), "a file in its place");
    assertThat(failingWith(new RunFailedException("cannot write to run"))).isEqualTo(1);
    assertThat(errorLines()).containsExactly("thawline: error: cannot write to run");
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    for (String[] arguments :
        List.of(
            new String[] {"--help"},
            new String[] {"finetune", "--help"},
            new String[] {"prepare", "--help"},
            new String[] {"validate", "--help"},
            new String[] {"--version"})) {
      assertThat(run(CommandsTest::train, arguments)).isZero();
    }
    assertThat(err.size()).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--fresh", "--set=KEY.PATH=VALUE", "--master URL", "thawline ", "Exit codes");
  }

  /** Files on a disk, written without the care that a run's files need. */
  private static final class DiskFiles implements RunFiles {
    @Override
    public byte[] read(String location) {
      return ("dir: run\nrounds: " + location.length() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(String runDirectory, String name, byte[] contents) {
      try {
        Files.write(Files.createDirectories(Path.of(runDirectory)).resolve(name), contents);
      } catch (IOException unwritable) {
        throw new RunFailedException("cannot write " + name, unwritable);
      }
    }

    @Override
    public Optional<byte[]> readIfPresent(String runDirectory, String name) {
      try {
        Path file = Path.of(runDirectory).resolve(name);
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    @Override
    public Optional<String> moveAside(String runDirectory) {
      try {
        return Optional.of(
            Files.move(Path.of(runDirectory), Path.of(runDirectory + ".old")).toString());
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
  }
}
