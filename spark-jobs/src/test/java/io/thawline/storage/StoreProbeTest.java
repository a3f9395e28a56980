package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.host.HostReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store allows is found out by doing what a run does there. */
class StoreProbeTest {
  @TempDir Path temp;

  private final HostReport report = new HostReport("node7");

  private Volume disk() {
    return new LocalVolume(temp.resolve("run"));
  }

  @Test
  void storeThatAllowsAllIsLeftAsItWas() throws IOException {
    StoreProbe.describe(disk(), report);
    assertThat(report.facts()).containsEntry("store", "write read commit list delete");
    assertThat(report.warnings()).isEmpty();
    assertThat(temp.resolve("run")).isEmptyDirectory();
  }

  @Test
  void storeThatDeniesListingAndDeletingCostsWarnings() throws IOException {
    StoreProbe.describe(FaultyVolume.denying(disk()), report);
    assertThat(report.facts()).containsEntry("store", "write read commit");
    assertThat(report.problems()).isEmpty();
    assertThat(report.warnings())
        .hasSize(2)
        .anyMatch(line -> line.contains("may not list"))
        .anyMatch(line -> line.contains("may not delete"));
  }

  @Test
  void storeThatReplacesATakenNameIsAProblem() {
    Volume replacing = FaultyVolume.replacing(disk());
    assertThatThrownBy(() -> StoreProbe.describe(replacing, report))
        .isInstanceOf(IOException.class)
        .hasMessage("it does not refuse a name that is taken");
  }

  @Test
  void placeThatCannotBeWrittenToIsAProblem() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "no directory");
    StoreProbe.describe(file + "/run", new Configuration(false), report);
    assertThat(report.problems())
        .singleElement()
        .asString()
        .startsWith("node7: cannot use " + file + "/run (");
  }
}
