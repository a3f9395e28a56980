package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.server.datanode.DataNodeFaultInjector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs whose store fails under them: each goes on, or stops with its last good round named
 * and goes on at the next start; each ends with the bits of an undisturbed run on a disk.
 */
@Tag("soak")
class FaultyStoreRunIT {
  private static final int ROUNDS = 4;
  private static final int MINUTES = 6;
  private static final String MANIFEST = "checkpoints/round-00001.json";

  @TempDir static Path temp;
  private static byte[] undisturbed;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    DemoRun run = run("undisturbed", temp.resolve("undisturbed").toString(), Map.of());
    assertThat(run.end(run.start(), MINUTES).exitCode()).isZero();
    undisturbed = run.model();
  }

  private static DemoRun run(String name, String location, Map<String, String> hadoop) {
    List<String> spark = new ArrayList<>();
    hadoop.forEach(
        (key, value) -> spark.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
    return new DemoRun(
        temp.resolve(name),
        "local[2]",
        List.of(
            "--set=run.dir=" + location,
            "--set=data.train.first=25",
            "--set=schedule.0.max_transition_epoch=1",
            "--set=schedule.1.max_transition_epoch=" + ROUNDS),
        spark);
  }

  private static Program.Ended finish(DemoRun run) throws Exception {
    Program.Ended ended = run.end(run.start(), MINUTES);
    assertThat(ended.exitCode()).as(ended.err().toString()).isZero();
    return ended;
  }

  private static void requireStoppedWithItsLastRoundNamed(Program.Ended ended, String location) {
    assertThat(ended.exitCode()).as(ended.err().toString()).isEqualTo(1);
    assertThat(ended.err())
        .filteredOn(line -> line.startsWith("thawline: error: "))
        .singleElement()
        .asString()
        .matches(".*The last good checkpoint is round \\d+ in " + location + "\\.");
  }

  @Test
  void fullDiskStopsARunThatGoesOnOnceThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(temp.resolve("disk"));
    assumeTrue(mounts("-t", "tmpfs", "-o", "size=96m", "none", disk.toString()));
    try {
      String location = disk.resolve("run").toString();
      DemoRun run = run("full", location, Map.of());
      Process process = run.start();
      Path filler = disk.resolve("filler");
      while (process.isAlive()) {
        if (Files.exists(disk.resolve("run").resolve(MANIFEST))) {
          fill(filler); // again and again, for a run frees what it needs no more
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      requireStoppedWithItsLastRoundNamed(run.end(process, MINUTES), location);
      Files.delete(filler);
      assertThat(finish(run).err()).anyMatch(line -> line.startsWith("Going on after round "));
      assertThat(disk.resolve("run/final/model.safetensors")).hasBinaryContent(undisturbed);
    } finally {
      new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
    }
  }

  private static boolean mounts(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  private static void fill(Path file) {
    byte[] block = new byte[4096];
    try (OutputStream out =
        Files.newOutputStream(
            file,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.APPEND)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // as it should be
    }
  }

  @Test
  void serverThatDiesWithinAnUploadCostsNoRoundThatWasCommitted() throws Exception {
    try (S3Server server = S3Server.start(temp.resolve("s3"))) {
      String location = server.location("run");
      DemoRun run = run("outage", location, server.settings());
      server.dieWithinUploadTo("checkpoints/round-00002/");
      Process process = run.start();
      server.awaitDeath();
      TimeUnit.SECONDS.sleep(30);
      server.restart();
      Program.Ended ended = run.end(process, MINUTES);
      if (ended.exitCode() != 0) {
        requireStoppedWithItsLastRoundNamed(ended, location);
        finish(run);
      }
      assertThat(server.object("run/final/model.safetensors")).hasBinaryContent(undisturbed);
    }
  }

  @Test
  void dataNodeThatDiesWithinAWriteCostsNoRoundThatWasCommitted() throws Exception {
    Configuration configuration = new Configuration();
    // what writes these metrics needs a logging library that the build bans
    configuration.setInt("dfs.namenode.metrics.logger.period.seconds", 0);
    configuration.setInt("dfs.datanode.metrics.logger.period.seconds", 0);
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration, temp.resolve("hdfs").toFile())
            .numDataNodes(3)
            .build()) {
      cluster.waitActive();
      String location = cluster.getURI() + "/run";
      DemoRun run = run("datanode", location, Map.of());
      Process process = run.start();
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(location);
      FileSystem files = cluster.getFileSystem();
      while (process.isAlive() && !files.exists(new org.apache.hadoop.fs.Path(root, MANIFEST))) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      CompletableFuture<String> killed = killNextMirror(cluster);
      Program.Ended ended = run.end(process, MINUTES);
      assertThat(killed).isCompleted();
      if (ended.exitCode() != 0) {
        requireStoppedWithItsLastRoundNamed(ended, location);
        cluster.restartDataNode(0);
        finish(run);
      }
      org.apache.hadoop.fs.Path model =
          new org.apache.hadoop.fs.Path(root, "final/model.safetensors");
      try (var in = files.open(model)) {
        assertThat(in.readAllBytes()).isEqualTo(undisturbed);
      }
    } finally {
      DataNodeFaultInjector.set(new DataNodeFaultInjector());
    }
  }

  /** Stops the next data node that is being sent a file of more than a few packets. */
  private static CompletableFuture<String> killNextMirror(MiniDFSCluster cluster) {
    CompletableFuture<String> killed = new CompletableFuture<>();
    AtomicInteger packets = new AtomicInteger();
    DataNodeFaultInjector.set(
        new DataNodeFaultInjector() {
          @Override
          public void stopSendingPacketDownstream(String mirror) {
            if (packets.incrementAndGet() == 20) {
              cluster.stopDataNode(mirror);
              killed.complete(mirror);
            }
          }
        });
    return killed;
  }
}
