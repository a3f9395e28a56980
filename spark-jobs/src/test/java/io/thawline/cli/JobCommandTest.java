package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.OwnedByAnotherDriverException;
import io.thawline.errors.RunFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A job that a command runs: what it prints, logs and leaves behind when it succeeds or fails. */
class JobCommandTest {
  private TinyCommands commands;

  @BeforeEach
  void layOut(@TempDir Path directory) throws IOException {
    commands = new TinyCommands(directory);
  }

  @Test
  void successPrintsALinePerRoundAndResultsOnStandardOutput() throws IOException {
    assertThat(commands.fineTune()).isZero();
    assertThat(commands.errorLines())
        .containsExactly(
            "Training",
            "round 1/2  phase 0  train 0.2500  val 0.1250 best  cos 0.50  412 samples/s  6.3 s, 1"
                + " min 5 s left",
            "round 2/2  phase 0  train 0.2500  val 0.1250  cos 0.50  412 samples/s  6.3 s");
    assertThat(commands.output()).isEqualTo("best 0.1250\n");
    assertThat(commands.outcome())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"status\": \"succeeded\", \"exit_code\": 0, \"error\": null,"
                        + " \"last_round\": 2, \"command\": \"finetune\"}"));
  }

  @Test
  void logOfLibrariesLiesInTheRunDirectoryAndNotOnTheConsole() throws IOException {
    commands.fineTune("--set", "rounds=1");
    assertThat(commands.runDirectory().resolve("spark.log")).content().contains("in the log");
    assertThat(commands.errorLines()).hasSize(2);
  }

  @Test
  void logKeepsNoSecret() throws IOException {
    commands.fineTune(
        (configuration, progress) ->
            LoggerFactory.getLogger("org.apache.spark.Test")
                .info(
                    "fs.s3a.secret.key=hush fs.s3a.access.key: hush, password = \"hush\" from"
                        + " https://me:hush@host/x; 3 tokens are left"));
    assertThat(commands.runDirectory().resolve("spark.log"))
        .content()
        .doesNotContain("hush")
        .contains("fs.s3a.secret.key=*** ", "https://***@host/x; 3 tokens are left");
  }

  @Test
  void everyKindOfFailureHasItsExitCode() throws IOException {
    assertThat(commands.failingWith(new RunFailedException("loss is NaN"))).isEqualTo(1);
    assertThat(commands.failingWith(new ConfigurationException(List.of("a", "b")))).isEqualTo(2);
    assertThat(commands.outcome().get("error").asText()).isEqualTo("a\nb");
    assertThat(commands.failingWith(new InputRefusedException("broken"))).isEqualTo(3);
    assertThat(commands.outcome().get("exit_code").asInt()).isEqualTo(3);
    assertThat(commands.failingWith(new OwnedByAnotherDriverException("theirs"))).isEqualTo(4);
    assertThat(commands.outcome().get("exit_code").asInt()).as("of the other driver").isEqualTo(3);
    assertThat(commands.errorLines())
        .containsExactly(
            "thawline: error: loss is NaN",
            "thawline: error: a",
            "thawline: error: b",
            "thawline: error: broken",
            "thawline: error: theirs");
  }

  @Test
  void failureInATaskIsFoundThroughSparksWrapping() throws IOException {
    Throwable inTask = new InputRefusedException("page 3 is broken");
    SparkException wrapped =
        new SparkException("Job aborted:\nLost task", new RuntimeException(inTask));
    assertThat(commands.fineTune((configuration, progress) -> throwAsScalaDoes(wrapped)))
        .isEqualTo(3);
    assertThat(commands.errorLines()).containsExactly("thawline: error: page 3 is broken");
    assertThat(commands.outcome().get("exit_code").asInt()).isEqualTo(3);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwAsScalaDoes(Throwable checked) throws E {
    throw (E) checked;
  }

  @Test
  void unexpectedFailureIsOneLineUnlessVerbose() throws IOException {
    assertThat(commands.failingWith(new IllegalStateException("odd\nvery odd"))).isEqualTo(1);
    assertThat(commands.errorLines())
        .containsExactly(
            "thawline: error: IllegalStateException: odd (--verbose shows the stack trace)");
    assertThat(commands.outcome().get("last_round").isNull()).isTrue();
    commands.forgetErrors();
    assertThat(
            commands.fineTune(
                (configuration, progress) -> {
                  throw new StackOverflowError();
                },
                "--verbose"))
        .isEqualTo(1);
    assertThat(commands.errorLines())
        .contains("thawline: error: StackOverflowError")
        .anyMatch(line -> line.startsWith("\tat "));
  }

  @Test
  void failureAfterARoundNamesIt() throws IOException {
    commands.fineTune(
        (configuration, progress) -> {
          progress.resumed(4);
          throw new RunFailedException("loss is NaN");
        });
    assertThat(commands.outcome().get("last_round").asInt()).isEqualTo(4);
    assertThat(commands.outcome().get("status").asText()).isEqualTo("failed");
  }

  @Test
  void unwritableRunDirectoryIsReportedOnce() throws IOException {
    Files.writeString(commands.runDirectory(), "a file in its place");
    assertThat(commands.failingWith(new RunFailedException("cannot write to run"))).isEqualTo(1);
    assertThat(commands.errorLines()).containsExactly("thawline: error: cannot write to run");
  }

  @Test
  void freshMovesTheOldRunAside() {
    commands.fineTune();
    commands.forgetErrors();
    assertThat(commands.fineTune("--fresh")).isZero();
    assertThat(commands.errorLines().get(0)).startsWith("The old run is kept in ");
    assertThat(commands.config().resolveSibling("run.old/outcome.json")).exists();
    assertThat(commands.runDirectory().resolve("spark.log")).exists();
  }
}
