package io.thawline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.S3Server;
import io.thawline.errors.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts on a real S3 server, with the client that Spark ships. */
class S3RunStoreTest {
  private static S3Server server;
  private static Configuration configuration;

  @BeforeAll
  static void startServer(@TempDir Path directory) throws IOException {
    server = S3Server.start(directory);
    configuration = server.configuration();
    configuration.setBoolean("fs.s3a.impl.disable.cache", false);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static String newLocation() {
    return server.location("of-" + Names.newId());
  }

  private static Volume newObjectVolume() {
    return Volumes.at(newLocation(), configuration);
  }

  @Nested
  class Commits extends RunStoreContract {
    @Override
    Volume newVolume() {
      return newObjectVolume();
    }
  }

  @Nested
  class Files extends RunFilesContract {
    @Override
    Volume newVolume() {
      return newObjectVolume();
    }
  }

  @Nested
  class Faults extends CommitFaultsContract {
    @Override
    Volume newVolume() {
      return newObjectVolume();
    }
  }

  @Nested
  class Owners extends OwnershipContract {
    @Override
    Volume newVolume() {
      return newObjectVolume();
    }
  }

  @Nested
  class LostOwners extends LostOwnerContract {
    @Override
    Volume newVolume() {
      return newObjectVolume();
    }
  }

  @Nested
  class Drivers extends KilledDriversContract {
    @Override
    String newLocation() {
      return S3RunStoreTest.newLocation();
    }

    @Override
    Map<String, String> settings() {
      return server.settings();
    }

    @Override
    boolean refusesSimultaneous() {
      return false;
    }
  }

  /** With the client of Hadoop 3.4.2, which asks the server to refuse a taken name. */
  @Nested
  class FencingDrivers extends DriversContract {
    @Override
    String newLocation() {
      return S3RunStoreTest.newLocation();
    }

    @Override
    Map<String, String> settings() {
      return server.settings();
    }

    @Override
    boolean refusesSimultaneous() {
      return true;
    }

    @Override
    DriverProcess start(DriverProcess.Orders orders) throws IOException {
      return DriverProcess.start(orders, S3Server.FENCING_CLIENT);
    }
  }

  @Test
  void ofSimultaneousWritersExactlyOneWinsWithAClientThatFences() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                DriverProcess.classPathWith(S3Server.FENCING_CLIENT),
                SimultaneousWriters.class.getName(),
                newLocation()));
    server.settings().forEach((key, value) -> command.add(key + "=" + value));
    Process race =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var output = race.inputReader(UTF_8)) {
      List<String> told = output.lines().toList();
      assertThat(told).hasSize(1 + 3 * SimultaneousWriters.RACES).startsWith("refuses true");
      assertThat(told.subList(1, told.size())).containsOnly("files 1", "claims 1", "commits 1");
    } finally {
      race.destroyForcibly();
    }
  }

  @Test
  void clientThatCannotFenceIsFoundOut() throws IOException {
    assertThat(newObjectVolume().refusesTakenNames()).isFalse();
  }

  @Test
  void sourceReadsAtAnyPosition() {
    String location = newLocation();
    RunStore.open(location, configuration).writeFile("base.pth", new byte[] {1, 2, 3, 4, 5});
    try (HadoopSource source = HadoopSource.open(location + "/base.pth", configuration)) {
      ByteBuffer two = ByteBuffer.allocate(2);
      source.readFully(3, two);
      assertThat(two.array()).containsExactly(4, 5);
    }
  }

  @Test
  void missingBucketIsRefusedInOneLine() {
    assertThatThrownBy(() -> RunStore.open("s3a://nosuch/run", configuration))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("Cannot write to run.dir s3a://nosuch/run: ")
        .hasMessageNotContaining("\n");
  }
}
