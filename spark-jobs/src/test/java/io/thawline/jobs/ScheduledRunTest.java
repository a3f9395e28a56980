package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.thawline.errors.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs whose phases end early, go back and are undone. */
class ScheduledRunTest {
  /** Phase 1 makes everything worse, until it reaches its plateau and is undone. */
  private static final String TRIED =
"""
schedule={\
0: {params: [transferred], max_transition_epoch: 2}, \
1: {params: [new], thawed_lr: 0.5, until: plateau, patience: 2, at_end: roll_back, max_transition_epoch: 5}, \
2: {params: [new], thawed_lr: 1e-4, max_transition_epoch: 6}}\
""";

  @TempDir static Path temp;
  private static TinyRuns runs;

  @BeforeAll
  static void startSpark() {
    runs = new TinyRuns(temp);
  }

  @AfterAll
  static void stopSpark() {
    runs.close();
  }

  @Test
  void phaseThatImprovesNothingIsUndoneAndAnEndRepeatsTheDecisions() throws IOException {
    List<String> settings = List.of(TRIED);
    TinyRuns.Silent told = new TinyRuns.Silent();
    runs.run("whole", told, settings);
    assertThat(told.notes)
        .contains(
            "Phase 1 ends with round 4; the run goes on from round 2, the best",
            "Phase 1 is undone: none of its rounds was better than round 2; what it thawed is"
                + " frozen again");
    assertThat(phases("whole", 6)).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(runs.manifest("whole", 4).findValue("undone").asDouble()).isEqualTo(1);
    assertThatThrownBy(() -> runs.run("ended", new TinyRuns.EndingAfter(4), settings))
        .hasMessageContaining("ended on purpose");
    runs.run("ended", new TinyRuns.Silent(), settings);
    assertThat(runs.model("ended")).isEqualTo(runs.model("whole"));
  }

  @Test
  void lastPhaseThatWasUndoneIsNotOnceItGrewAndImproved() throws IOException {
    String phase =
        "{params: ['.*'], rates: {'embedder.*': 0}, at_end: roll_back, max_transition_epoch: %d}";
    TinyRuns.Silent told = new TinyRuns.Silent();
    runs.run(
        "grown",
        told,
        List.of("monitor.min_delta=0.0105", "schedule={0: " + phase.formatted(1) + "}"));
    assertThat(told.notes)
        .contains(
            "Phase 0: at rate 0, which is frozen: embedder.weight",
            "Phase 0 is undone: none of its rounds was better than round 0");
    String held = "at 0.001; at rate 0, which is frozen: embedder.weight";
    assertThat(phasesOfReport("grown"))
        .contains(held + "; undone, for no round of it was a new best");
    runs.run(
        "grown",
        told,
        List.of("monitor.min_delta=0.0105", "schedule={0: " + phase.formatted(2) + "}"));
    assertThat(phasesOfReport("grown")).contains(held).doesNotContain("undone");
  }

  private static String phasesOfReport(String name) throws IOException {
    return Files.readAllLines(temp.resolve(name).resolve("report.html")).stream()
        .filter(line -> line.startsWith("    <li><strong>Phase "))
        .collect(Collectors.joining());
  }

  private static List<Integer> phases(String name, int rounds) throws IOException {
    List<Integer> phases = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      JsonNode manifest = runs.manifest(name, round);
      phases.add(manifest.findValue("phase").asInt());
    }
    return phases;
  }

  @Test
  void selectorThatTakesNothingIsRefusedBeforeAnythingIsTrained() {
    assertThatThrownBy(
            () ->
                runs.run(
                    "nothing",
                    new TinyRuns.Silent(),
                    List.of(
                        "model.attention={placement: none}",
                        "schedule={0: {params: [new], max_transition_epoch: 1}}")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("schedule.0.params: 'new' takes nothing");
    assertThat(temp.resolve("nothing/checkpoints/round-00000.json")).doesNotExist();
  }
}
