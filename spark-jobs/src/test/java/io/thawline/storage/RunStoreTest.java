package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import io.thawline.errors.InputRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {
  private static final Configuration CONFIGURATION = new Configuration(false);

  private Path directory;

  @BeforeEach
  void chooseDirectory(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void pathAndFileAddressNameTheSameDirectory() {
    Path run = directory.resolve("runs/with space");
    RunStore.open(run.toString(), CONFIGURATION).writeFile("run.yaml", new byte[] {1});
    RunStore again = RunStore.open("file://" + run, CONFIGURATION);
    assertThat(again.location()).isEqualTo(run.toString());
    assertThat(again.readFile("run.yaml")).contains(new byte[] {1});
  }

  @Test
  void openingLeavesNothingBehind() throws IOException {
    RunStore.open(directory.resolve("run").toString(), CONFIGURATION);
    try (var entries = Files.list(directory.resolve("run"))) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void storesWithoutAnAtomicCommitAreRefused() {
    assertThatThrownBy(() -> RunStore.open("abfss://c@host/run", CONFIGURATION))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "run.dir cannot be on abfss: use a local path, hdfs:// or s3a://, not abfss://c@host/run.");
  }

  @Test
  void directoryThatCannotBeMadeIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    assertThatThrownBy(() -> RunStore.open(file + "/run", CONFIGURATION))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("Cannot write to run.dir " + file + "/run: ")
        .hasMessageEndingWith(".");
  }

  @Test
  void changedIdentityIsShownKeyByKey() {
    RunStore store = RunStore.open(directory.resolve("run").toString(), CONFIGURATION);
    Manifest manifest = Rounds.commit(store, 0);
    store.requireIdentity(manifest, manifest.record().identity());
    TreeMap<String, String> changed =
        new TreeMap<>(Map.of("optimizer.lr", "0.01", "run.seed", "3", "averaging.workers", "2"));
    assertThatThrownBy(() -> store.requireIdentity(manifest, changed))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .isEqualTo(
                        List.of(
                            "optimizer.lr was 0.001 when %s began and is 0.01 now: use --fresh to begin anew, or another run.dir."
                                .formatted(store.location()),
                            "run.seed was absent when %s began and is 3 now: use --fresh to begin anew, or another run.dir."
                                .formatted(store.location()))));
  }

  @Test
  void missingSourceIsNamed() {
    assertThatThrownBy(() -> HadoopSource.open(directory + "/none.pth", CONFIGURATION))
        .isInstanceOf(InputRefusedException.class)
        .hasMessage(
            "Cannot read %s/none.pth: there is no such file. Check the path.".formatted(directory));
  }
}
