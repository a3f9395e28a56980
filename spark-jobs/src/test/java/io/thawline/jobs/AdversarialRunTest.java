package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.checkpoint.Checkpoints;
import io.thawline.config.Configuration;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.io.LocalSource;
import io.thawline.io.Source;
import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;
import io.thawline.storage.RunStore;
import io.thawline.task.AdversarialTask;
import io.thawline.task.FontTask;
import io.thawline.tensor.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of two networks on a few samples in this JVM. */
class AdversarialRunTest {
  private static final int ROUNDS = 3;

  @TempDir static Path temp;
  private static SparkSession session;

  @BeforeAll
  static void runWhole() throws IOException {
    session = LocalRuns.session();
    run("whole", new TinyRuns.Silent());
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private static Configuration<RunConfig> configuration(String name, String... more)
      throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "data.train.first=12",
                "data.validation.last=6",
                "data.batch_size=3",
                "discriminator.base_channels=4",
                "task.label_shuffling=true",
                "model.dropout=0.5",
                "report={worst: 1, median: 1}",
                "schedule.0.max_transition_epoch=" + ROUNDS));
    settings.addAll(List.of(more));
    return LocalRuns.configuration(
        "adversarial.yaml", temp.resolve(name), settings.toArray(String[]::new));
  }

  private static void run(String name, Progress progress, String... more) throws IOException {
    LocalRuns.fineTune(session, configuration(name, more), progress);
  }

  private static RoundState state(String name, int round) {
    RunStore store =
        RunStore.open(temp.resolve(name).toString(), session.sparkContext().hadoopConfiguration());
    return store.load(store.manifests().get(round), temp);
  }

  private static Manifest manifest(String name, int round) {
    return RunStore.open(
            temp.resolve(name).toString(), session.sparkContext().hadoopConfiguration())
        .manifests()
        .get(round);
  }

  private static StateDict published(String name, String letter) {
    int best = manifest(name, ROUNDS).record().decision().bestRound();
    Path file = temp.resolve("%s/final/%d_net_%s.pth".formatted(name, best, letter));
    try (Source source = LocalSource.open(file)) {
      return Checkpoints.read(source).tensors();
    }
  }

  @Test
  void bothNetworksMoveAndAreHandedOverUnderTheKeysOfTheOriginal() throws IOException {
    RunConfig config = configuration("whole").value();
    config
        .networks()
        .forEach(
            (name, plan) -> {
              assertThat(state("whole", ROUNDS).network(name).tensors())
                  .isNotEqualTo(state("whole", 0).network(name).tensors());
              assertThat(published("whole", name.equals(FontTask.GENERATOR) ? "G" : "D").names())
                  .containsExactlyElementsOf(
                      plan.model().network().layout().tensors().stream()
                          .map(spec -> spec.name())
                          .toList());
            });
    assertThat(config.networks()).containsOnlyKeys("discriminator", "generator");
    assertThat(manifest("whole", ROUNDS).record().metrics())
        .containsKeys(
            "val_loss",
            "rmse",
            "ssim",
            "train_loss",
            "discriminator_loss",
            "generator_loss",
            "adversarial_loss",
            "category_loss",
            "constancy_loss");
    assertThat(manifest("whole", 0).record().metrics())
        .containsKeys("blank_page_ssim", "source_copy_rmse");
    JsonNode images =
        new ObjectMapper().readTree(temp.resolve("whole/final/preprocess.json").toFile());
    assertThat(images.path("size").asInt()).isEqualTo(64);
    assertThat(images.path("mean").get(0).asDouble()).isEqualTo(0.5);
    assertThat(images.path("glyph").path("font_size").asDouble()).isEqualTo(0.92);
  }

  @Test
  void runThatEndedGoesOnToTheSameBitsOfBothNetworks() throws IOException {
    assertThatThrownBy(() -> run("ended", new TinyRuns.EndingAfter(1)))
        .hasMessageContaining("ended on purpose");
    Path before = Files.createDirectories(temp.resolve("ended/final")).resolve("99_net_D.pth");
    Files.createFile(before);
    run("ended", new TinyRuns.Silent());
    assertThat(state("ended", ROUNDS)).isEqualTo(state("whole", ROUNDS));
    assertThat(before).doesNotExist();
    assertThat(published("ended", "D")).isEqualTo(published("whole", "D"));
  }

  @Test
  void discriminatorStartsFromACheckpointThatTheLoadReportTellsOf() throws IOException {
    int best = manifest("whole", ROUNDS).record().decision().bestRound();
    String file = temp.resolve("whole/final/%d_net_D.pth".formatted(best)).toString();
    assertThatThrownBy(
            () -> run("second", new TinyRuns.EndingAfter(0), "discriminator.init.from=" + file))
        .hasMessageContaining("ended on purpose");
    assertThat(state("second", 0).network(AdversarialTask.DISCRIMINATOR).tensors())
        .isEqualTo(published("whole", "D"));
    JsonNode report =
        new ObjectMapper().readTree(temp.resolve("second/load_report_discriminator.json").toFile());
    assertThat(report.path("source").asText()).endsWith(best + "_net_D.pth");
    assertThatThrownBy(
            () ->
                run(
                    "third",
                    new TinyRuns.EndingAfter(0),
                    "discriminator.init.from=" + file,
                    "discriminator.base_channels=8"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("Under discriminator: Cannot load model.0.weight");
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingStarts() {
    assertThatThrownBy(() -> configuration("never", "task={kind: font}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("discriminator is for task.kind font_adversarial");
    assertThatThrownBy(
            () ->
                configuration(
                    "never",
                    "discriminator.schedule={0: {params: [nothing], max_transition_epoch: 1}}",
                    "discriminator.optimizer.lr=-1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("discriminator.schedule.0.params: 'nothing' matches none")
        .hasMessageContaining("discriminator.optimizer.lr must be above 0");
  }
}
