package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is told to stop, as systems that schedule jobs tell it: SIGTERM. */
class StoppedRunIT {
  @TempDir Path temp;

  private DemoRun demo(String master, int rounds) {
    return new DemoRun(
        temp.resolve("run"),
        master,
        List.of(
            "--set=data.train.first=25",
            "--set=schedule.0.max_transition_epoch=1",
            "--set=schedule.1.max_transition_epoch=" + rounds),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "local-cluster[2,1,1024]"})
  void endsWithinTenSecondsSaysSoAndCanGoOn(String master) throws Exception {
    DemoRun endless = demo(master, 500);
    Process process = endless.start();
    while (endless.committed() < 3 && process.isAlive()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    process.destroy();
    boolean ended = process.waitFor(10, TimeUnit.SECONDS);
    DemoRun.Ended stopped = endless.end(process, 1);
    assertThat(ended).as(stopped.err().toString()).isTrue();
    assertThat(stopped.exitCode()).isEqualTo(143);
    assertThat(stopped.err())
        .noneMatch(line -> line.startsWith("thawline: error: "))
        .last()
        .asString()
        .startsWith("stopped by a signal after round ");
    JsonNode outcome =
        new ObjectMapper().readTree(endless.directory().resolve("outcome.json").toFile());
    assertThat(outcome.path("status").asText()).isEqualTo("interrupted");
    assertThat(outcome.path("exit_code").asInt()).isEqualTo(143);
    int last = outcome.path("last_round").asInt();
    // the signal may come between the commit of round 2 and the word of it
    assertThat(last).isGreaterThanOrEqualTo(1);
    assertThat(endless.directory().resolve("owner/epoch-00001.sign")).hasContent("left");
    DemoRun goesOn = demo("local[2]", last + 2);
    DemoRun.Ended second = goesOn.end(goesOn.start(), 5);
    assertThat(second.exitCode()).as(second.err().toString()).isZero();
    assertThat(second.err()).anyMatch(line -> line.startsWith("Going on after round "));
  }
}
