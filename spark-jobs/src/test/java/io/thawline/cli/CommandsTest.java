package io.thawline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line: what it takes, what it refuses, and commands that start no job. */
class CommandsTest {
  private TinyCommands commands;

  @BeforeEach
  void layOut(@TempDir Path directory) throws IOException {
    commands = new TinyCommands(directory);
  }

  @Test
  void misuseIsOneLineAndExitCodeTwo() {
    assertThat(commands.run()).isEqualTo(2);
    assertThat(commands.run("finetun")).isEqualTo(2);
    assertThat(commands.run("finetune")).isEqualTo(2);
    assertThat(commands.fineTune("--nosuch")).isEqualTo(2);
    assertThat(commands.fineTune("--set")).isEqualTo(2);
    assertThat(commands.run("finetune", "--config", "no/such.yaml")).isEqualTo(2);
    assertThat(commands.errorLines())
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
    assertThat(commands.runDirectory()).doesNotExist();
  }

  @Test
  void configurationProblemsStartNothing() {
    assertThat(commands.fineTune("--set", "rounds=0", "--set", "nosuch.key=1")).isEqualTo(2);
    assertThat(commands.errorLines())
        .containsExactly(
            "thawline: error: --set rounds=0: rounds must be at least 1, got 0",
            "thawline: error: --set nosuch.key=1: nosuch is not a known key: known here: dir,"
                + " rounds");
    assertThat(commands.runDirectory()).doesNotExist();
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
      assertThat(commands.run(arguments)).isZero();
    }
    assertThat(commands.errorLines()).isEmpty();
    assertThat(commands.output())
        .contains("--fresh", "--set=KEY.PATH=VALUE", "--master URL", "thawline ", "Exit codes");
  }

  @Test
  void validateReadsAndStartsNothing() {
    assertThat(commands.run("validate", "--config", commands.config().toString())).isZero();
    assertThat(commands.output()).endsWith("a.yaml is valid\n");
    assertThat(commands.runDirectory()).doesNotExist();
  }

  @Test
  void whatWasHandedOverIsUsedInADirectoryOfItsOwn() {
    for (String command : List.of("evaluate", "generate")) {
      assertThat(commands.run(command, "--config", commands.config().toString())).isZero();
      assertThat(commands.runDirectory().resolve("outcome.json"))
          .content()
          .contains("\"command\" : \"" + command + "\"", "\"status\" : \"succeeded\"");
    }
  }

  @Test
  void configurationMayLieElsewhere() {
    assertThat(commands.run("validate", "--config", "hdfs://n/a.yaml")).isZero();
  }

  @Test
  void transferShowsTheLoadReportAndStartsNothing() {
    assertThat(commands.run("transfer", "--config", commands.config().toString())).isZero();
    assertThat(commands.output())
        .isEqualTo("59 tensors fit into 2 rounds" + System.lineSeparator());
    assertThat(commands.runDirectory()).doesNotExist();
  }

  @Test
  void doctorPrintsItsTableAndEndsWithOneWhenSomethingIsWrong() {
    assertThat(commands.run("doctor")).isZero();
    assertThat(commands.output().lines()).containsExactly("host  java");
    assertThat(commands.errorLines()).containsExactly("warning: node8: slow");
    assertThat(commands.run("doctor", "--config", commands.config().toString())).isEqualTo(1);
    assertThat(commands.errorLines())
        .contains("thawline: error: node7: cannot use " + commands.runDirectory())
        .noneMatch(line -> line.contains("--verbose"));
    assertThat(commands.run("doctor", "--store", "hdfs:///x")).isEqualTo(1);
    assertThat(commands.errorLines()).contains("thawline: error: node7: cannot use hdfs:///x");
  }
}
