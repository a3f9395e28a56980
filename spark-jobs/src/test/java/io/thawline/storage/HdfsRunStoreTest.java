package io.thawline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thawline.errors.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts on a real HDFS of two data nodes. */
class HdfsRunStoreTest {
  private static final Configuration CONFIGURATION = new Configuration();
  private static MiniDFSCluster cluster;

  @BeforeAll
  static void startCluster(@TempDir Path directory) throws IOException {
    // what writes these metrics needs a logging library that the build bans
    CONFIGURATION.setInt("dfs.namenode.metrics.logger.period.seconds", 0);
    CONFIGURATION.setInt("dfs.datanode.metrics.logger.period.seconds", 0);
    cluster = new MiniDFSCluster.Builder(CONFIGURATION, directory.toFile()).numDataNodes(2).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stopCluster() {
    cluster.shutdown();
  }

  private static String newLocation() {
    return cluster.getURI() + "/runs/" + Names.newId();
  }

  private static Volume newHdfsVolume() {
    return Volumes.at(newLocation(), CONFIGURATION);
  }

  @Nested
  class Commits extends RunStoreContract {
    @Override
    Volume newVolume() {
      return newHdfsVolume();
    }
  }

  @Nested
  class Files extends RunFilesContract {
    @Override
    Volume newVolume() {
      return newHdfsVolume();
    }
  }

  @Nested
  class Faults extends CommitFaultsContract {
    @Override
    Volume newVolume() {
      return newHdfsVolume();
    }
  }

  @Nested
  class Owners extends OwnershipContract {
    @Override
    Volume newVolume() {
      return newHdfsVolume();
    }
  }

  @Nested
  class LostOwners extends LostOwnerContract {
    @Override
    Volume newVolume() {
      return newHdfsVolume();
    }
  }

  @Nested
  class Drivers extends KilledDriversContract {
    @Override
    String newLocation() {
      return HdfsRunStoreTest.newLocation();
    }

    @Override
    Map<String, String> settings() {
      return Map.of();
    }

    @Override
    boolean refusesSimultaneous() {
      return true;
    }
  }

  @Test
  void pathWithoutAHostLiesOnTheDefaultFileSystem() {
    Configuration configuration = new Configuration(CONFIGURATION);
    configuration.set("fs.defaultFS", cluster.getURI().toString());
    for (String location : List.of("/runs/default", "hdfs:///runs/default")) {
      assertThat(RunStore.open(location, configuration).location())
          .isEqualTo(cluster.getURI() + "/runs/default");
    }
  }

  @Test
  void unknownHostIsRefusedInOneLine() {
    assertThatThrownBy(() -> RunStore.open("hdfs://nosuch.invalid/run", CONFIGURATION))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Cannot reach run.dir hdfs://nosuch.invalid/run: java.net.UnknownHostException:"
                + " nosuch.invalid. Check the address and the cluster.");
  }

  @Test
  void deniedDirectoryIsRefusedInOneLine() throws Exception {
    RunStore.open(cluster.getURI() + "/runs/mine", CONFIGURATION);
    UserGroupInformation stranger =
        UserGroupInformation.createUserForTesting("stranger", new String[] {"strangers"});
    PrivilegedExceptionAction<RunStore> open =
        () -> RunStore.open(cluster.getURI() + "/runs/mine", CONFIGURATION);
    assertThatThrownBy(() -> stranger.doAs(open))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Cannot write to run.dir %s/runs/mine: permission denied. Make it writable for this user or choose another run.dir."
                .formatted(cluster.getURI()));
  }

  @Test
  void dataNodeThatDiesWhileAFileIsWrittenCostsNothing() throws IOException {
    RunStore store = RunStore.open(newLocation(), CONFIGURATION);
    byte[] half = new byte[3 << 20];
    Arrays.fill(half, (byte) 7);
    AtomicReference<DataNodeProperties> dead = new AtomicReference<>();
    store.writeFile(
        "model",
        out -> {
          out.write(half);
          out.flush();
          dead.set(cluster.stopDataNode(0));
          out.write(half);
        });
    assertThat(store.readFile("model").orElseThrow()).hasSize(6 << 20).containsOnly(7);
    Rounds.commitUpTo(store, 2);
    cluster.restartDataNode(dead.get());
    cluster.waitActive();
    assertThat(Rounds.load(store, store.latest().orElseThrow())).isEqualTo(Rounds.state(2));
  }

  @Test
  void sourceReadsAtAnyPosition() {
    String location = newLocation();
    RunStore.open(location, CONFIGURATION).writeFile("base.pth", new byte[] {1, 2, 3, 4, 5});
    try (HadoopSource source = HadoopSource.open(location + "/base.pth", CONFIGURATION)) {
      ByteBuffer two = ByteBuffer.allocate(2);
      source.readFully(3, two);
      assertThat(two.array()).containsExactly(4, 5);
      assertThat(source.size()).isEqualTo(5);
    }
  }
}
