package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts on a run that is another driver's: while that one works, and while it sleeps. */
class TwoDriversIT {
  private static final int MINUTES = 5;

  @TempDir Path temp;

  /** A start of the one run, with output of its own. */
  private DemoRun start(String name, int rounds, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--set=run.dir=" + temp.resolve("run"),
                "--set=run.owner_timeout=3",
                "--set=data.train.first=25",
                "--set=schedule.0.max_transition_epoch=1",
                "--set=schedule.1.max_transition_epoch=" + rounds));
    options.addAll(List.of(more));
    return new DemoRun(temp.resolve(name), "local[2]", options, List.of());
  }

  private static DemoRun.Ended finish(DemoRun run) throws Exception {
    return run.end(run.start(), MINUTES);
  }

  @Test
  void onlyTheOwnerGoesOnAndSaysHowTheRunStands() throws Exception {
    DemoRun first = start("first", 500);
    Process owner = first.start();
    try {
      awaitRound(owner, 2);
      requireRefused(finish(start("second", 500)));
      DemoRun.Ended wrong = finish(start("wrong", 500, "--set=run.seed=2"));
      assertThat(wrong.exitCode()).as(wrong.err().toString()).isEqualTo(4);
      assertThat(outcome().path("status").asText()).isEqualTo("running");
      signal("STOP", owner);
      DemoRun.Ended successor = finish(start("third", committed() + 2));
      assertThat(successor.exitCode()).as(successor.err().toString()).isZero();
      int last = outcome().path("last_round").asInt();
      signal("CONT", owner);
      requireRefused(first.end(owner, MINUTES));
      assertThat(outcome().path("status").asText()).isEqualTo("succeeded");
      assertThat(outcome().path("last_round").asInt()).isEqualTo(last);
      assertThat(Files.readAllLines(temp.resolve("run/metrics.jsonl"))).hasSize(last);
    } finally {
      owner.destroyForcibly();
    }
  }

  private static void requireRefused(DemoRun.Ended refused) {
    assertThat(refused.exitCode()).as(refused.err().toString()).isEqualTo(4);
    assertThat(refused.err())
        .filteredOn(line -> line.startsWith("thawline: error: "))
        .singleElement()
        .asString()
        .matches(".*/run belongs to local-\\d+ on \\S+ \\(process \\d+\\) since .*");
  }

  private void awaitRound(Process owner, int round) throws Exception {
    Path manifest = temp.resolve("run/checkpoints/round-%05d.json".formatted(round));
    while (owner.isAlive() && !Files.exists(manifest)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private int committed() throws IOException {
    return new DemoRun(temp.resolve("run"), "", List.of(), List.of()).committed();
  }

  private JsonNode outcome() throws IOException {
    return new ObjectMapper().readTree(temp.resolve("run/outcome.json").toFile());
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
