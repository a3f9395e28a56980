package io.thawline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.config.ConfigReader;
import io.thawline.config.ConfigSource;
import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** The quickstart's checkpoint and variants of its network. */
class TransferPreviewTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();

  private static List<String> lines(String... overrides) throws IOException {
    Path file = CONF.resolve("quickstart.yaml");
    ConfigSource source = new ConfigSource("quickstart", Files.readString(file), CONF.toString());
    RunConfig config =
        new ConfigReader(Map.of(), CONF.toString())
            .read(RunConfig.class, source, List.of(overrides))
            .value();
    return TransferPreview.lines(config, new Configuration(false));
  }

  @Test
  void checkpointFitsTheQuickstartsNetwork() throws IOException {
    assertThat(lines())
        .anyMatch(line -> line.matches("  cast +50 tensors .*"))
        .anyMatch(line -> line.matches("  new +7 tensors .*"));
  }

  @Test
  void insertedAttentionMovesSixKeysUnderTheUsersNames() throws IOException {
    assertThat(
            lines(
                "init.match=structure",
                "model.attention={placement: insert, names: {query: to_q}}",
                "schedule.0.params=['.*to_q.*']"))
        .anyMatch(line -> line.matches("  renamed +6 tensors .*"))
        .anyMatch(line -> line.contains("up.3.running_var (32) <- "))
        .anyMatch(line -> line.contains("submodule.up.0.to_q.weight (16, 128, 1, 1)"));
  }

  @Test
  void moreStylesKeepTheOldOnes() throws IOException {
    assertThat(lines("model.styles=9", "init.on_mismatch={'embedder\\.weight': resize_rows}"))
        .anyMatch(line -> line.endsWith("embedder.weight (9, 16), resize_rows from (4, 16)"));
  }

  @Test
  void networkForOtherImagesIsRefusedInOneLine() {
    assertThatThrownBy(() -> lines("model.image_size=128"))
        .isInstanceOf(InputRefusedException.class)
        .hasMessageContaining("model.image_size is 128, the checkpoint was trained with 64.")
        .hasMessageNotContaining("\n");
  }
}
