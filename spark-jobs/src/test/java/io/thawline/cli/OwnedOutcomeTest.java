package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.config.Key;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.jobs.Doctor;
import io.thawline.storage.RunStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the driver that owns a run says in its directory how the run stands. */
class OwnedOutcomeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  record Tiny(@Key(path = true) String dir) {}

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<RunStore> opened = new ArrayList<>();
  private final HadoopFiles files = new HadoopFiles(line -> {});
  private Path config = Path.of("");
  private Path run = Path.of("");

  @BeforeEach
  void writeConfiguration(@TempDir Path directory) throws IOException {
    config = Files.writeString(directory.resolve("a.yaml"), "dir: run\n");
    run = directory.resolve("run");
  }

  @AfterEach
  void leave() {
    opened.forEach(RunStore::close);
  }

  private RunStore claimed(String application) {
    RunStore store = RunStore.open(run.toString(), new Configuration(false));
    opened.add(store);
    store.claim(application, PATIENCE, note -> {});
    return store;
  }

  private int start(HadoopFiles with, Job<Tiny> job) {
    return command(with, job, "finetune", "--config", config.toString());
  }

  private int command(HadoopFiles with, Job<Tiny> job, String... arguments) {
    Jobs<Tiny> jobs =
        new Jobs<>(
            Tiny.class,
            (tiny, files) -> tiny,
            Tiny::dir,
            with,
            job,
            job,
            (first, runs, progress) -> {},
            (tiny, store) -> new Doctor.Findings(List.of(), List.of(), List.of()),
            tiny -> List.of(),
            tiny -> List.of(),
            new UseJobs<>(Tiny.class, Tiny::dir, job, job));
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Commands<>(jobs, new Console(errors, errors, false), Map.of()).run(arguments);
  }

  private JsonNode outcome() throws IOException {
    return new ObjectMapper().readTree(run.resolve(Outcome.FILE).toFile());
  }

  @Test
  void startThatFailsBeforeItsClaimLeavesTheOwnersWordAlone() throws IOException {
    claimed("app-1").writeFile(Outcome.FILE, Outcome.running("finetune").toJson());
    assertThat(
            start(
                files,
                (configuration, progress) -> {
                  throw new ConfigurationException("no such master");
                }))
        .isEqualTo(2);
    assertThat(outcome().path("status").asText()).isEqualTo("running");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no such master");
    try (var names = Files.list(run)) {
      assertThat(names.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder(Outcome.FILE, "owner", "spark.log");
    }
  }

  @Test
  void submissionThatIsRefusedBeforeItsClaimStillTellsItsLauncher() throws IOException {
    claimed("app-1").writeFile(Outcome.FILE, Outcome.running("finetune").toJson());
    System.setProperty("spark.thawline.submission", "s-7");
    try {
      start(
          files,
          (configuration, progress) -> {
            throw new InputRefusedException("broken");
          });
    } finally {
      System.clearProperty("spark.thawline.submission");
    }
    assertThat(outcome().path("status").asText()).isEqualTo("running");
    assertThat(
            command(
                new HadoopFiles(line -> {}),
                (configuration, progress) -> {},
                "finetune",
                "--config=" + config,
                "--outcome-of=s-7"))
        .isEqualTo(3);
  }

  @Test
  void startThatFailsWhereNobodyIsSaysSoAndLeaves() throws IOException {
    claimed("app-1").close();
    start(
        files,
        (configuration, progress) -> {
          throw new ConfigurationException("no such master");
        });
    assertThat(outcome().path("exit_code").asInt()).isEqualTo(2);
    List<String> notes = new ArrayList<>();
    RunStore next = RunStore.open(run.toString(), new Configuration(false));
    opened.add(next);
    next.claim("app-2", PATIENCE, notes::add);
    assertThat(notes).isEmpty();
  }

  @Test
  void ownerKeepsTheRunUntilItsOutcomeIsWritten() throws IOException {
    assertThat(start(files, (configuration, progress) -> files.own(claimed("app-1")))).isZero();
    assertThat(outcome().path("status").asText()).isEqualTo("succeeded");
    assertThat(run.resolve("owner/epoch-00001.sign")).hasContent("left");
    assertThat(run.resolve("owner/epoch-00002.json")).doesNotExist();
  }

  @Test
  void signalLeavesAlsoTheRunAtHandOfThoseThatAJobIsMadeOf() throws IOException {
    RunStore inner = RunStore.open(run.resolve("full").toString(), new Configuration(false));
    opened.add(inner);
    files.own(claimed("app-1"));
    files.ownWithin(inner); // known before it is claimed
    inner.claim("app-1", PATIENCE, note -> {});
    files.leave();
    assertThat(run.resolve("full/owner/epoch-00001.sign")).hasContent("left");
    assertThat(run.resolve("owner/epoch-00001.sign")).hasContent("left");
  }

  @Test
  void ownerThatLostItsRunAtTheLastMomentSaysNothingThere() throws IOException {
    int code =
        start(
            files,
            (configuration, progress) -> {
              files.own(claimed("app-1"));
              files.write(run.toString(), Outcome.FILE, Outcome.running("finetune").toJson());
              claimByAnother();
            });
    assertThat(code).isEqualTo(4);
    assertThat(outcome().path("status").asText()).isEqualTo("running");
  }

  private void claimByAnother() {
    try {
      Files.writeString(run.resolve("owner/epoch-00002.json"), "{}");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void runIsNotSaidToGoOnAfterItsEnd() throws IOException {
    OutcomeFile file = new OutcomeFile(files, run.toString(), "finetune");
    file.running();
    assertThat(outcome().path("status").asText()).isEqualTo("running");
    file.ended(Outcome.interrupted("finetune", OptionalInt.of(3)));
    file.running();
    assertThat(outcome().path("status").asText()).isEqualTo("interrupted");
    files.leave();
  }
}
