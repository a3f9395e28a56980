package io.thawline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run ends with the same bits whatever a cluster does to its executors and to what they send each
 * other. Takes several minutes: {@code ./mvnw -Psoak verify}.
 */
@Tag("soak")
class GuardedClusterIT {
  private static final int ROUNDS = 5;
  private static final int MINUTES = 8;
  private static final String SECRET = "a-secret-of-this-test-alone";

  @TempDir static Path temp;
  private static byte[] undisturbed;

  @BeforeAll
  static void runUndisturbed() throws Exception {
    DemoRun run = run("undisturbed", "local[2]", List.of());
    assertThat(run.end(run.start(), MINUTES).exitCode()).isZero();
    undisturbed = run.model();
  }

  @Test
  void executorsThatComeAndGoChangeNoBit() throws Exception {
    try (StandaloneCluster cluster = cluster("dynamic").start()) {
      requireSameBits(
          "dynamic",
          cluster,
          "--conf=spark.dynamicAllocation.enabled=true",
          "--conf=spark.dynamicAllocation.shuffleTracking.enabled=true",
          "--conf=spark.dynamicAllocation.minExecutors=0",
          "--conf=spark.dynamicAllocation.maxExecutors=2",
          "--conf=spark.dynamicAllocation.executorIdleTimeout=1s",
          "--conf=spark.dynamicAllocation.cachedExecutorIdleTimeout=1s",
          "--conf=spark.dynamicAllocation.shuffleTracking.timeout=1s");
    }
  }

  /** A worker that is told to go says so, and its executor hands its blocks to the other. */
  @Test
  void workerThatIsDecommissionedOnTheWayChangesNoBit() throws Exception {
    try (StandaloneCluster cluster =
        cluster("decommissioned").property("spark.decommission.enabled", "true").start()) {
      DemoRun run =
          run(
              "decommissioned",
              cluster.url(),
              List.of(
                  "--conf=spark.decommission.enabled=true",
                  "--conf=spark.storage.decommission.enabled=true",
                  "--conf=spark.storage.decommission.rddBlocks.enabled=true",
                  "--conf=spark.storage.decommission.shuffleBlocks.enabled=true"));
      Process driver = run.start();
      while (driver.isAlive() && run.committed() < 2) {
        Thread.sleep(20);
      }
      new ProcessBuilder("kill", "-PWR", Long.toString(cluster.worker(1).pid())).start().waitFor();
      assertThat(run.end(driver, MINUTES).exitCode()).isZero();
      assertThat(Files.readString(cluster.directory().resolve("worker-1.log")))
          .containsIgnoringCase("decommission");
      assertThat(run.model()).isEqualTo(undisturbed);
    }
  }

  @Test
  void authenticatedAndEncryptedMessagesChangeNoBit() throws Exception {
    try (StandaloneCluster cluster =
        cluster("secret")
            .property("spark.authenticate", "true")
            .property("spark.authenticate.secret", SECRET)
            .property("spark.network.crypto.enabled", "true")
            .start()) {
      requireSameBits(
          "secret",
          cluster,
          "--conf=spark.authenticate=true",
          "--conf=spark.authenticate.secret=" + SECRET,
          "--conf=spark.network.crypto.enabled=true",
          "--conf=spark.io.encryption.enabled=true");
      assertThat(temp.resolve("secret.err")).content().doesNotContain(SECRET);
      assertThat(temp.resolve("secret/spark.log")).content().doesNotContain(SECRET);
      assertThat(temp.resolve("secret/run.yaml")).content().doesNotContain(SECRET);
    }
  }

  @Test
  void pagesBehindSslChangeNoBit() throws Exception {
    Path store = keyStore();
    String[] ssl = {
      "--conf=spark.ssl.enabled=true",
      "--conf=spark.ssl.keyStore=" + store,
      "--conf=spark.ssl.keyStorePassword=" + SECRET,
      "--conf=spark.ssl.keyPassword=" + SECRET
    };
    try (StandaloneCluster cluster = cluster("ssl").start()) {
      requireSameBits("ssl", cluster, ssl);
    }
  }

  private static Path keyStore() throws IOException, InterruptedException {
    Path store = temp.resolve("keys.p12");
    int made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=127.0.0.1",
                "-storepass",
                SECRET,
                "-keystore",
                store.toString())
            .start()
            .waitFor();
    assertThat(made).isZero();
    return store;
  }

  private static StandaloneCluster.Plan cluster(String name) {
    return StandaloneCluster.in(temp.resolve(name + "-cluster"))
        .worker("127.0.0.1", 1, 1024)
        .worker("127.0.0.2", 1, 1024);
  }

  private static void requireSameBits(String name, StandaloneCluster cluster, String... settings)
      throws Exception {
    DemoRun run = run(name, cluster.url(), List.of(settings));
    Program.Ended ended = run.end(run.start(), MINUTES);
    assertThat(ended.exitCode()).as(ended.err().toString()).isZero();
    assertThat(run.model()).isEqualTo(undisturbed);
  }

  private static DemoRun run(String name, String master, List<String> settings) {
    List<String> spark = new ArrayList<>(List.of("--executor-memory=900m"));
    spark.add("--conf=spark.executor.cores=1");
    spark.addAll(settings);
    return new DemoRun(
        temp.resolve(name),
        master,
        List.of(
            "--set=averaging.workers=2",
            "--set=data.train.first=25",
            "--set=schedule.0.max_transition_epoch=1",
            "--set=schedule.1.max_transition_epoch=" + ROUNDS),
        spark);
  }
}
