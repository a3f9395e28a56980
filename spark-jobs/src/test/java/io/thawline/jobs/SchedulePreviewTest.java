package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.errors.ConfigurationException;
import io.thawline.schedule.PhaseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class SchedulePreviewTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();

  private static RunConfig config(List<String> overrides) throws IOException {
    return config("quickstart.yaml", overrides);
  }

  private static RunConfig config(String name, List<String> overrides) throws IOException {
    ConfigSource source =
        new ConfigSource(name, Files.readString(CONF.resolve(name)), CONF.toString());
    return new ConfigReader(Map.of(), CONF.toString())
        .read(RunConfig.class, source, overrides)
        .value();
  }

  private static List<String> lines(String... overrides) throws IOException {
    return SchedulePreview.lines(config(List.of(overrides)), new Configuration(false));
  }

  /** What a mode prints, read back, is that mode's schedule. */
  private static void assertIsReadBack(String mode) throws IOException {
    List<String> printed = lines("schedule={}", "mode=" + mode);
    ConfigSource source =
        new ConfigSource(
            "printed",
            Files.readString(CONF.resolve("quickstart.yaml"))
                    .replaceAll("(?m)^schedule:\n(  .*\n)+", "")
                + String.join("\n", printed)
                + "\n",
            CONF.toString());
    SortedMap<Integer, PhaseOptions> again =
        new ConfigReader(Map.of(), CONF.toString())
            .read(RunConfig.class, source, List.of())
            .value()
            .schedule();
    assertThat(again).isEqualTo(config(List.of("schedule={}", "mode=" + mode)).schedule());
  }

  @Test
  void whatAModePrintsIsAScheduleToBeRead() throws IOException {
    for (String mode : List.of("feature-extraction", "full", "staged", "gradual", "scratch")) {
      assertIsReadBack(mode);
    }
  }

  @Test
  void fewSamplesAreToThawFewGroups() throws IOException {
    assertThat(lines("schedule={}", "mode=gradual"))
        .anyMatch(line -> line.startsWith("# hint: 100 samples teach few layers"));
  }

  @Test
  void everyPhaseNamesWhatItThawsAndItsRate() throws IOException {
    List<String> told = new ArrayList<>(lines("schedule.0.params=[new]"));
    assertThat(told)
        .startsWith("Phase 0, epochs 1 to 2", "  at 0.001, thawed here: 7 tensors, 5,201 numbers")
        .contains("    model.submodule.submodule.down.3.gamma", "  frozen: 0 of 39 tensors")
        .contains("  at 8.0e-4, thawed before: 7 tensors, 5,201 numbers");
  }

  @Test
  void rateOfZeroIsToldAsFrozen() throws IOException {
    assertThat(lines("schedule.1.rates={'embedder.*': 0}"))
        .contains("  at 0, which is frozen: embedder.weight");
  }

  @Test
  void networksBesideTheMainOneAreToldToo() throws IOException {
    String phases =
        "discriminator.schedule={0: {params: ['model\\.0.*'], max_transition_epoch: 3}, "
            + "1: {params: ['.*'], max_transition_epoch: 9}, 2: {params: ['.*'], thawed_lr: 1e-5, max_transition_epoch: 99}}";
    List<String> told =
        SchedulePreview.lines(
            config("adversarial.yaml", List.of("schedule.0.max_transition_epoch=8", phases)),
            new Configuration(false));
    assertThat(told)
        .containsSubsequence(
            "The discriminator, beside it",
            "Phase 0, epochs 1 to 3",
            "    model.0.bias",
            "Phase 1, epochs 4 to 8",
            "Phase 2 never begins: the run ends with epoch 8");
  }

  @Test
  void checkpointOfANetworkBesideTheMainOneThatDoesNotFitIsRefused() {
    assertThatThrownBy(
            () ->
                SchedulePreview.lines(
                    config(
                        "adversarial.yaml",
                        List.of(
                            "discriminator.init.from=" + CONF + "/demo/zi2zi64_sans_to_serif.pth")),
                    new Configuration(false)))
        .hasMessageContaining("Under discriminator: ");
  }

  @Test
  void modeBesideAnotherScheduleIsRefused() {
    assertThatThrownBy(() -> lines("mode=full"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("schedule must be left out where mode names one");
  }

  @Test
  void gradualUnfreezingBeginsWithWhatIsNewAndItsNeighbours() throws IOException {
    List<String> told =
        SchedulePreview.lines(config("gradual.yaml", List.of()), new Configuration(false));
    assertThat(told)
        .startsWith(
            "Phase 0, epochs 1 to 6, or until 3 rounds in a row are no new best; then back to the best round")
        .contains("    model.submodule.submodule.down.3.gamma");
    assertThat(told.get(told.size() - 1)).isEqualTo("  frozen: 0 of 39 tensors");
  }
}
