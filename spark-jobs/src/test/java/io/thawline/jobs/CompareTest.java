package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.storage.RunStore;
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

/** Comparisons of short runs. */
class CompareTest {
  private static final String ONE_EPOCH = "schedule={0: {params: ['.*'], max_transition_epoch: 1}}";

  @TempDir static Path temp;
  private static TinyRuns runs;

  private final TinyRuns.Silent told = new TinyRuns.Silent();
  private final List<String> opened = new ArrayList<>();

  @BeforeAll
  static void startSpark() {
    runs = new TinyRuns(temp);
  }

  @AfterAll
  static void stopSpark() {
    runs.close();
  }

  private static PlannedRun<RunConfig> way(String comparison, String arm, String... more)
      throws IOException {
    List<String> settings = Stream.concat(Stream.of(ONE_EPOCH), Stream.of(more)).toList();
    return new PlannedRun<>(arm, runs.configuration(comparison + "/" + arm, settings));
  }

  private void compare(String name, List<PlannedRun<RunConfig>> ways) {
    RunStore store =
        RunStore.open(
            temp.resolve(name).toString(), runs.session().sparkContext().hadoopConfiguration());
    new Compare(runs.session(), store, told, own -> opened.add(own.location())).run(name, ways);
  }

  private static void assertNothingTrained(String name) throws IOException {
    try (Stream<Path> files = Files.walk(temp.resolve(name))) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("round-00000"));
    }
  }

  @Test
  void allWaysAreJudgedByTheMetricThatTheyWatchAndWithinTheSamplesThatTheyShare()
      throws IOException {
    compare(
        "watched",
        List.of(
            way("watched", "many", "monitor.metric=ssim"),
            way("watched", "few", "monitor.metric=ssim", "data.train.first=8")));
    String others =
        "They learn from different training samples (many: set 1, 12 samples; few: set 2, 8 samples): "
            + "what they come to differs by that too.";
    assertThat(told.notes).contains("warning: " + others);
    JsonNode numbers = new ObjectMapper().readTree(temp.resolve("watched/compare.json").toFile());
    assertThat(numbers.path("metric").asText()).isEqualTo("ssim");
    assertThat(numbers.path("better").asText()).isEqualTo("higher");
    assertThat(numbers.path("budget_samples").asLong()).isEqualTo(8);
    assertThat(numbers.path("remarks").get(0).asText()).isEqualTo(others);
    JsonNode untrained = numbers.path("arms").get(0).path("runs").get(0).get(0);
    assertThat(untrained.path("value").asDouble())
        .isEqualTo(runs.manifest("watched/many", 0).findValue("ssim").asDouble());
    // what was trained on more than all share does not count
    assertThat(numbers.path("arms").get(0).path("best_mean").asDouble())
        .isEqualTo(untrained.path("value").asDouble());
    assertThat(Files.readString(temp.resolve("watched/compare.html")))
        .contains("Ssim; higher is better", others, "values count up to 8,");
    assertThat(opened).contains(temp.resolve("watched/many").toString());
  }

  @Test
  void waysThatAreValidatedOnOtherSamplesAreRefusedBeforeAnythingTrains() throws IOException {
    PlannedRun<RunConfig> six = way("validated", "six");
    PlannedRun<RunConfig> five = way("validated", "five", "data.validation.last=5");
    assertThatThrownBy(() -> compare("validated", List.of(six, five)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("different samples (six: set 1, 6 samples; five: set 2, 5 samples)");
    assertNothingTrained("validated");
  }

  @Test
  void wayThatCannotBeTrainedIsRefusedBeforeAnotherTrains() throws IOException {
    PlannedRun<RunConfig> fits = way("fitting", "fits");
    PlannedRun<RunConfig> wide = way("fitting", "wide", "model.base_channels=8");
    assertThatThrownBy(() -> compare("fitting", List.of(fits, wide)))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("model.base_channels");
    assertNothingTrained("fitting");
  }

  private PreparedData<?> prepared(String file, String name, String... more) throws IOException {
    RunContext context =
        RunContext.open(
            runs.session(),
            LocalRuns.configuration(file, temp.resolve(name), more),
            told,
            own -> {});
    try {
      return RunTask.of(context).prepare();
    } finally {
      context.store().close();
    }
  }

  private static void assertSameSamplesInAnotherForm(PreparedData<?> one, PreparedData<?> other) {
    assertThat(other.fingerprint()).isNotEqualTo(one.fingerprint());
    assertThat(other.training().content()).isEqualTo(one.training().content());
    assertThat(other.validation().content())
        .isEqualTo(one.validation().content())
        .isNotEqualTo(one.training().content());
  }

  @Test
  void samplesAreTheSameInAnySizeAndUnderAnyTokenizer() throws IOException {
    assertSameSamplesInAnotherForm(
        prepared("typefaces.yaml", "large"),
        prepared("typefaces.yaml", "small", "model.image_size=32"));
    assertSameSamplesInAnotherForm(
        prepared("texts.yaml", "lower"), prepared("texts.yaml", "any", "data.lowercase=false"));
  }

  @Test
  void waysOfOtherSeedsAreRefused() throws IOException {
    PlannedRun<RunConfig> one = way("seeds", "one");
    PlannedRun<RunConfig> two = way("seeds", "two", "run.seed=2");
    assertThatThrownBy(() -> Compare.requireComparable(List.of(one, two)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("The ways to train have different seeds (one: [1]; two: [2])");
  }

  @Test
  void waysThatWatchOtherMetricsAreComparedByTheirLoss() throws IOException {
    ComparedRuns compared =
        new ComparedRuns(
            List.of(way("metrics", "loss"), way("metrics", "ssim", "monitor.metric=ssim")));
    assertThat(compared.metric()).isEqualTo("val_loss");
    assertThat(compared.remarks())
        .containsExactly(
            "Their runs watch different metrics (loss: val_loss; ssim: ssim): they are compared by val_loss.");
  }
}
