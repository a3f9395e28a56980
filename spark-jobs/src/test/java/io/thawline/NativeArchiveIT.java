package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors in JVMs of their own, none of which has the native library on its class path. */
class NativeArchiveIT {
  @TempDir static Path temp;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = StandaloneCluster.in(temp.resolve("cluster")).worker("127.0.0.1", 1, 1024).start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void executorsLoadTheEngineFromTheArchiveAlone() throws Exception {
    Program.Ended without = doctor();
    assertThat(without.exitCode()).as(without.errors()).isEqualTo(1);
    assertThat(without.errors()).contains("thawline: error: 127.0.0.1");
    Path archive = SparkHome.jobJars().get(1);
    Program.Ended with = doctor("--set=native.archive=" + archive.toUri());
    assertThat(with.exitCode()).as(with.errors()).isZero();
  }

  /** By a bare spark-submit, for the launcher would send the library. */
  private static Program.Ended doctor(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(SparkHome.layOut().resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master=" + cluster.url(), "--class=io.thawline.cli.Main"));
    command.add("--executor-memory=900m");
    command.addAll(List.of(SparkHome.jobJars().get(0).toString(), "doctor"));
    command.add("--config=" + SparkHome.ROOT.resolve("conf/quickstart.yaml"));
    command.add("--set=run.dir=" + temp.resolve("run"));
    command.addAll(List.of(options));
    Program doctor = new Program(temp, "doctor", command);
    SparkHome.use(doctor.environment());
    return doctor.run(3);
  }
}
