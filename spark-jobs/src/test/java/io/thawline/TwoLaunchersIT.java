package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same command, given twice at one moment: one goes on, the other says whose the run is. */
class TwoLaunchersIT {
  @TempDir Path temp;

  @Test
  void oneGoesOnAndTheOtherNamesItOnADisk() throws Exception {
    requireOneGoesOn(temp.resolve("run").toString());
  }

  @Test
  void oneGoesOnAndTheOtherNamesItOnHdfs() throws Exception {
    Configuration settings = new Configuration();
    // what writes these metrics needs a logging library that the build bans
    settings.setInt("dfs.namenode.metrics.logger.period.seconds", 0);
    settings.setInt("dfs.datanode.metrics.logger.period.seconds", 0);
    try (MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(settings, temp.resolve("hdfs").toFile()).build()) {
      hdfs.waitActive();
      requireOneGoesOn(hdfs.getURI() + "/run");
    }
  }

  private void requireOneGoesOn(String location) throws Exception {
    DemoRun left = demo("left", location);
    DemoRun right = demo("right", location);
    Process ofLeft = left.start();
    Process ofRight = right.start();
    try {
      CompletableFuture.anyOf(ofLeft.onExit(), ofRight.onExit()).get(5, TimeUnit.MINUTES);
      if (ofLeft.isAlive()) {
        requireSecond(right.end(ofRight, 1), location, ofLeft);
        requireFirst(left, ofLeft);
      } else {
        requireSecond(left.end(ofLeft, 1), location, ofRight);
        requireFirst(right, ofRight);
      }
    } finally {
      ofLeft.destroyForcibly().waitFor();
      ofRight.destroyForcibly().waitFor();
    }
  }

  private static void requireSecond(Program.Ended second, String location, Process owner) {
    assertThat(second.exitCode()).as(second.errors()).isEqualTo(4);
    assertThat(second.err())
        .filteredOn(line -> line.startsWith("thawline: error: "))
        .singleElement()
        .asString()
        .contains(location, "(process " + owner.pid() + ")");
  }

  /**
   * It comes to its second round, for which it must still have the run; then it is told to stop.
   */
  private static void requireFirst(DemoRun run, Process owner) throws Exception {
    while (owner.isAlive() && run.errors().stream().noneMatch(l -> l.startsWith("round 2/"))) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    owner.destroy();
    Program.Ended first = run.end(owner, 1);
    assertThat(first.exitCode()).as(first.errors()).isEqualTo(143);
    assertThat(first.err()).anyMatch(line -> line.startsWith("round 2/"));
  }

  private DemoRun demo(String name, String location) {
    return new DemoRun(
        temp.resolve(name),
        "local[2]",
        List.of(
            "--set=run.dir=" + location,
            "--set=data.train.first=25",
            "--set=schedule.0.max_transition_epoch=1",
            "--set=schedule.1.max_transition_epoch=500"),
        List.of());
  }
}
