package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.checkpoint.Checkpoints;
import io.thawline.checkpoint.ScriptedModule;
import io.thawline.checkpoint.TorchZipWriter;
import io.thawline.config.Configuration;
import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import io.thawline.errors.UserException;
import io.thawline.io.LocalSource;
import io.thawline.io.Sha256;
import io.thawline.io.Source;
import io.thawline.network.ResNetOptions;
import io.thawline.tensor.StateDict;
import io.thawline.transfer.Transfer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, in this JVM, of networks that are the user's own: a module, and a composed one. */
class OwnNetworkRunTest {
  private static final Path MODULE = fixture("scripted_images.pt");

  @TempDir static Path temp;
  private static SparkSession session;

  @BeforeAll
  static void startSpark() {
    session = LocalRuns.session();
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private static Configuration<RunConfig> configuration(String name, String... more)
      throws IOException {
    return LocalRuns.configuration("typefaces.yaml", temp.resolve(name), more);
  }

  private static List<String> run(String name, String... more) throws IOException {
    return LocalRuns.fineTune(session, configuration(name, more));
  }

  private static Path fixture(String name) {
    return Path.of("../common/src/test/resources/fixtures/networks", name)
        .toAbsolutePath()
        .normalize();
  }

  private static String module(String sha256) {
    return module(MODULE, sha256);
  }

  private static String module(Path file, String sha256) {
    return "model={kind: torchscript, from: %s, trusted_sha256: '%s', classes: 3, channels: 1, image_size: 24}"
        .formatted(file, sha256);
  }

  private static String sum() throws IOException {
    return sum(MODULE);
  }

  private static String sum(Path file) throws IOException {
    return Sha256.hex(Files.readAllBytes(file));
  }

  private static ScriptedModule module(Path file) {
    try (Source source = LocalSource.open(file)) {
      return ScriptedModule.read(source);
    }
  }

  @Test
  void scriptedModuleIsFineTunedPartlyFrozenAndSavedBack() throws IOException {
    List<String> told =
        run(
            "script",
            module(sum()),
            "data.train.path=" + LocalRuns.images(temp, 40),
            "data.batch_size=8",
            "optimizer.lr=0.01",
            "schedule={0: {params: ['head\\..*', 'body\\.4\\..*'], max_transition_epoch: 3}}");
    assertThat(told)
        .anyMatch(line -> line.endsWith("body.1.num_batches_tracked, body.4.num_batches_tracked"));
    StateDict before = module(MODULE).checkpoint().tensors();
    StateDict after = module(temp.resolve("script/final/model.pt")).checkpoint().tensors();
    assertThat(after.require("body.0.weight")).isEqualTo(before.require("body.0.weight"));
    assertThat(after.require("body.1.bias")).isEqualTo(before.require("body.1.bias"));
    assertThat(after.require("head.weight")).isNotEqualTo(before.require("head.weight"));
    assertThat(after.require("body.4.weight")).isNotEqualTo(before.require("body.4.weight"));
    try (Source source = LocalSource.open(temp.resolve("script/final/model.pth"))) {
      StateDict handed = Checkpoints.read(source).tensors();
      assertThat(handed.names()).containsExactlyElementsOf(before.names());
      handed
          .asMap()
          .forEach((name, values) -> assertThat(after.require(name)).as(name).isEqualTo(values));
    }
    double untrained = loss(told, "untrained transfer");
    assertThat(loss(told, "published val_loss")).isLessThan(0.8 * untrained);
  }

  @Test
  void parametersThatForwardDoesNotUseAreNamedWhereTheyShallTrain() throws IOException {
    Path file = fixture("scripted_unused.pt");
    String images = "data.train.path=" + LocalRuns.images(temp, 8);
    String all = "schedule={0: {params: ['.*'], max_transition_epoch: 1}}";
    String used = "schedule={0: {params: ['head\\..*'], max_transition_epoch: 1}}";
    assertThatThrownBy(() -> run("idle", module(file, sum(file)), images, all))
        .satisfies(
            thrown ->
                assertThat(UserException.in(thrown).orElseThrow())
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageStartingWith(
                        "The loss does not depend on aside.weight, aside.bias: leave them out"));
    assertThat(run("idle", module(file, sum(file)), images, used))
        .anyMatch(line -> line.startsWith("best val_loss"));
  }

  private static double loss(List<String> lines, String label) {
    return lines.stream()
        .filter(line -> line.startsWith(label))
        .mapToDouble(
            line -> Double.parseDouble(line.substring(label.length()).trim().split("[ (]", -1)[0]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void moduleThatNobodyTrustsIsRefusedUnloaded() throws IOException {
    assertThatThrownBy(() -> configuration("untrusted", module("")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("model.trusted_sha256 is missing")
        .hasMessageEndingWith(sum());
    assertThatThrownBy(() -> configuration("changed", module("0".repeat(64))))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("its SHA-256 is " + sum());
  }

  @Test
  void whatDoesNotFitTheModuleIsRefusedBeforeTraining() throws IOException {
    assertThatThrownBy(
            () -> configuration("pattern", module(sum()), "schedule.0.params=['fc\\..*']"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("schedule.0.params")
        .hasMessageContaining("fc");
    assertThatThrownBy(() -> configuration("init", module(sum()), "init.from=base.pth"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("init is not for model.kind torchscript");
  }

  @Test
  void modeNamesTheScheduleOfAModuleOnceItIsOpened() throws IOException {
    Configuration<RunConfig> gradual =
        configuration("gradual", module(sum()), "schedule={}", "mode=gradual", "epochs=6");
    assertThat(gradual.value().schedule()).hasSizeGreaterThan(1);
    assertThatThrownBy(() -> configuration("scratch", module(sum()), "schedule={}", "mode=scratch"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mode must not be scratch for model.kind torchscript");
  }

  @Test
  void composedNetworkKeepsTheFirstLayersOfACheckpointAndTrainsItsOwn() throws IOException {
    ResNetOptions whole = new ResNetOptions(ResNetOptions.Kind.RESNET18, 5, 1, 24);
    StateDict published = Transfer.fresh(whole.network().layout(), 3).weights();
    Path file = temp.resolve("resnet18.pth");
    try (OutputStream out = Files.newOutputStream(file)) {
      TorchZipWriter.write(published, out);
    }
    run(
        "composed",
        "model={kind: composed, base: {kind: resnet18, classes: 5, channels: 1, image_size: 24},"
            + " through: layer1.1, layers: [{kind: conv, out: 8, kernel: 3, stride: 2}, {kind:"
            + " norm}, {kind: pool, function: global_average}, {kind: linear, out: 3}]}",
        "init={from: %s, take: first 2 blocks, allow_missing: ['head\\..*']}".formatted(file),
        "data.train.path=" + LocalRuns.images(temp, 8),
        "data.batch_size=8",
        "schedule={0: {params: ['head\\..*'], max_transition_epoch: 1}}");
    try (Source source = LocalSource.open(temp.resolve("composed/final/model.pth"))) {
      StateDict handed = Checkpoints.read(source).tensors();
      assertThat(handed.names()).contains("head.0.weight", "head.3.weight");
      published
          .asMap()
          .forEach(
              (name, values) -> {
                if (name.startsWith("layer1.") || name.startsWith("conv1.")) {
                  assertThat(handed.require(name)).as(name).isEqualTo(values);
                }
              });
    }
  }
}
