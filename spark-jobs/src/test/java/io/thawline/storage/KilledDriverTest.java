package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver killed at any moment of its commits leaves a run that the next one goes on from. */
class KilledDriverTest {
  private static final int KILLS = 8;
  private static final Configuration CONFIGURATION = new Configuration(false);

  private Path directory;

  @BeforeEach
  void chooseDirectory(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Goes on from where the run stands and commits rounds until it is killed. */
  public static final class Driver {
    private Driver() {}

    public static void main(String[] arguments) {
      RunStore store = RunStore.open(arguments[0], CONFIGURATION);
      // at once: its predecessor was a process of this machine
      store.claim("driver", Duration.ofMinutes(10), note -> {});
      int next = store.latest().map(latest -> latest.round() + 1).orElse(0);
      store.writeMetrics(store.manifests());
      for (int round = next; ; round++) {
        Rounds.commit(store, round);
        store.retain(Set.of(round - 1));
        store.writeMetrics(store.manifests());
        System.out.println("round " + round);
      }
    }
  }

  @Test
  void nextDriverFindsEveryRoundOnceAndWhole() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String run = directory.resolve("run").toString();
    int before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      killWithinARound(random, run);
      before = verify(run, before, seed);
    }
    assertThat(before).as("seed %d", seed).isGreaterThanOrEqualTo(KILLS);
  }

  /** Lets it do two or three rounds, then kills it at any moment of about one round's length. */
  private static void killWithinARound(Random random, String run) throws Exception {
    Process driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Driver.class.getName(),
                run)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = driver.inputReader(UTF_8)) {
      long start = System.nanoTime();
      for (int round = random.nextInt(2); round >= -1; round--) {
        start = System.nanoTime();
        assertThat(output.readLine()).startsWith("round ");
      }
      Thread.sleep(random.nextInt(1 + (int) ((System.nanoTime() - start) / 1_000_000)));
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  /** Returns the number of rounds, which never falls. */
  private static int verify(String run, int before, long seed) throws IOException {
    RunStore store = RunStore.open(run, CONFIGURATION);
    List<Manifest> manifests = store.manifests();
    assertThat(manifests.size()).as("seed %d", seed).isGreaterThanOrEqualTo(before);
    Optional<Manifest> latest = store.latest();
    assertThat(latest.map(Manifest::round).orElse(-1)).isEqualTo(manifests.size() - 1);
    assertThat(latest.map(last -> Rounds.load(store, last)))
        .isEqualTo(latest.map(last -> Rounds.state(last.round())));
    metricsAreWhole(store, manifests.size());
    return manifests.size();
  }

  private static void metricsAreWhole(RunStore store, int rounds) {
    String text = store.readFile("metrics.jsonl").map(b -> new String(b, UTF_8)).orElse("");
    List<String> lines = text.lines().toList();
    assertThat(lines.size()).isBetween(Math.max(0, rounds - 2), Math.max(0, rounds - 1));
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).startsWith("{\"round\":" + (i + 1) + ",").endsWith("}");
    }
  }
}
