package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.thawline.errors.InputRefusedException;
import io.thawline.errors.OwnedByAnotherDriverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job whose driver the launcher sends into a cluster. */
class SubmittedJobTest {
  private TinyCommands commands;

  @BeforeEach
  void layOut(@TempDir Path directory) throws IOException {
    commands = new TinyCommands(directory);
  }

  @Test
  void outcomeIsThatOfTheSubmissionAndOfNoOther() throws IOException {
    assertThat(submitted("a", new InputRefusedException("broken"))).isEqualTo(3);
    assertThat(submitted("b", new OwnedByAnotherDriverException("theirs"))).isEqualTo(4);
    assertThat(commands.outcome().get("submission").asText()).as("the owner's").isEqualTo("a");
    commands.forgetErrors();
    assertThat(outcomeOf("a", 1)).isEqualTo(3);
    assertThat(outcomeOf("b", 0)).isEqualTo(4);
    assertThat(outcomeOf("c", 0)).isEqualTo(1);
    assertThat(outcomeOf("c", 101)).as("what spark-submit has said itself").isEqualTo(101);
    assertThat(commands.errorLines()).hasSize(3);
    assertThat(commands.errorLines().subList(0, 2))
        .containsExactly("thawline: error: broken", "thawline: error: theirs");
    assertThat(commands.errorLines().get(2)).contains("left no word", "outcome.json");
  }

  /** A driver in a cluster knows its submission by a setting of Spark. */
  private int submitted(String submission, RuntimeException thrown) {
    System.setProperty("spark.thawline.submission", submission);
    try {
      return commands.failingWith(thrown);
    } finally {
      System.clearProperty("spark.thawline.submission");
    }
  }

  private int outcomeOf(String submission, int submittedWith) {
    return commands.fineTune("--outcome-of", submission, "--submitted-with=" + submittedWith);
  }

  @Test
  void commandIsJudgedBeforeItIsSentAndNamesTheFileThatTravels() {
    assertThat(commands.fineTune("--check-submission")).isZero();
    assertThat(commands.output()).isEqualTo(commands.config() + System.lineSeparator());
    assertThat(commands.fineTune("--check-submission", "--nosuch")).isEqualTo(2);
    assertThat(commands.fineTune("--check-submission", "--set", "rounds=0")).isEqualTo(2);
    assertThat(commands.errorLines()).hasSize(2);
    assertThat(commands.runDirectory()).doesNotExist();
  }

  @Test
  void configurationThatAnyMachineReachesDoesNotTravel() {
    assertThat(commands.run("prepare", "--config", "hdfs://n/a.yaml", "--check-submission"))
        .isZero();
    assertThat(commands.output()).isEqualTo(System.lineSeparator());
  }

  @Test
  void fileThatWasLaidOutByAClusterKeepsThePlaceItCameFrom() throws IOException {
    Path sent = Files.writeString(Path.of("sent-by-a-test.yaml"), "dir: run\nrounds: 1\n");
    try {
      assertThat(
              commands.run(
                  "finetune",
                  "--config=sent-by-a-test.yaml",
                  "--submitted-from=" + commands.config().resolveSibling("")))
          .isZero();
    } finally {
      Files.delete(sent);
    }
    assertThat(commands.runDirectory().resolve("outcome.json")).exists();
  }
}
