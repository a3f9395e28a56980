package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.errors.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunConfigTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();

  private static RunConfig config(String... overrides) throws IOException {
    return read("quickstart.yaml", overrides);
  }

  private static RunConfig text(String... overrides) throws IOException {
    return read("texts.yaml", overrides);
  }

  private static RunConfig read(String name, String... overrides) throws IOException {
    Path file = CONF.resolve(name);
    ConfigSource source = new ConfigSource(name, Files.readString(file), CONF.toString());
    return new ConfigReader(Map.of(), CONF.toString())
        .read(RunConfig.class, source, List.of(overrides))
        .value();
  }

  @Test
  void moreThanTheEngineCanTrainAtOnceIsRefusedWithThePhaseAndTheParameters() {
    assertThatThrownBy(() -> config("model.base_channels=384"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("schedule.1.params: model.")
        .hasMessageMatching(
            ".*\\.gamma and \\d+ more that train with it: \\d{4} MB, and an array of the engine's ends at 2048 MB: .*take a smaller network");
  }

  @Test
  void tensorThatNoArrayHoldsIsNamed() {
    assertThatThrownBy(() -> config("model.base_channels=2048"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageMatching(
            ".*schedule\\.0\\.params: model[\\w.]+\\.weight: 16384 MB, and an array .*");
  }

  @Test
  void networkWithoutBatchNormHasNothingToRecalibrate() throws IOException {
    String key = "checkpoint.recalibrate_batch_norm=true";
    assertThat(config(key).checkpoint().recalibrateBatchNorm()).isTrue();
    assertThatThrownBy(() -> text(key))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("checkpoint.recalibrate_batch_norm is for a model with BatchNorm");
  }
}
