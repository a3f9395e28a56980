package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thawline.storage.DriverProcess.Orders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system of a few pages, which takes the right to mount one. */
class FullDiskTest {
  private static final String ROOM = "size=192k";

  @TempDir Path temp;
  private Path disk;

  @BeforeEach
  void mountDisk() throws Exception {
    disk = Files.createDirectory(temp.resolve("disk"));
    assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", ROOM, "none", disk.toString()),
        "this user may not mount a small disk");
  }

  @AfterEach
  void unmountDisk() throws Exception {
    succeeds("umount", "-l", disk.toString()); // what was read is still mapped
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  @Test
  void runStopsWithItsLastRoundWholeAndGoesOnOnceThereIsRoom() throws Exception {
    String run = disk.resolve("run").toString();
    List<String> told = drive(run);
    assertThat(told)
        .last()
        .asString()
        .matches(
            "failed Cannot write round \\d+ to "
                + run
                + ": No space left on device\\. Free space .*");
    int committed = (int) told.stream().filter(line -> line.startsWith("round ")).count();
    RunStore reader = new RunStore(Volumes.at(run, new Configuration(false)));
    assertThat(reader.manifests()).hasSize(committed).isNotEmpty();
    assertThat(Rounds.load(reader, reader.latest().orElseThrow()))
        .isEqualTo(Rounds.state(committed - 1));
    assertThat(succeeds("mount", "-o", "remount,size=8m", disk.toString())).isTrue();
    assertThat(drive(run)).contains("owner " + committed).endsWith("left");
  }

  private static List<String> drive(String run) throws IOException {
    try (DriverProcess driver = DriverProcess.start(new Orders(run, Map.of(), 60, 12, 0))) {
      return driver.rest();
    }
  }
}
