package io.thawline.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thawline.StandaloneCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** What a run shows on Spark's own pages, asked for over HTTP on a real cluster. */
class MetricsPluginTest {
  private static final String SECRET = "do-not-show-this";

  @TempDir Path temp;

  @Test
  void runShowsOnThePagesOfTheDriverAndInTheHistoryServerAndKeepsSecrets() throws Exception {
    Path events = Files.createDirectories(temp.resolve("events"));
    String application;
    try (StandaloneCluster cluster =
            StandaloneCluster.in(temp.resolve("cluster")).worker("127.0.0.1", 1, 600).start();
        JavaSparkContext spark = new JavaSparkContext(application(cluster, events))) {
      application = spark.sc().applicationId();
      RunGauge.show(7, 0.25, 0.125, 80.5);
      spark.setJobGroup("train", "train round 7");
      assertThat(
              spark
                  .parallelize(List.of(1, 2, 3, 4), 2)
                  .mapToPair(i -> new Tuple2<>(i % 2, i))
                  .reduceByKey(Integer::sum)
                  .collect())
          .hasSize(2);
      String ui = spark.sc().uiWebUrl().get();
      cluster.await(
          () ->
              gauges(ui).getOrDefault("averaging_bytes", 0.0) > 0
                  && gauges(ui).getOrDefault("executor.0.native_memory_bytes", 0.0) > 0,
          "gauges of the driver and of its executor");
      assertThat(gauges(ui))
          .containsEntry("round", 7.0)
          .containsEntry("train_loss", 0.25)
          .containsEntry("val_loss", 0.125)
          .containsEntry("samples_per_second", 80.5)
          .containsKey("averaging_seconds");
      assertThat(get(ui + "/metrics/prometheus/"))
          .contains("MetricsPlugin_round_Value", "executor_0_native_memory_bytes_Value");
      assertThat(get(ui + "/metrics/executors/prometheus")).contains("metrics_executor_");
    }
    assertThat(Files.readString(events.resolve(application))).doesNotContain(SECRET);
    assertThat(descriptions(events, application)).containsExactly("train round 7");
  }

  private static SparkConf application(StandaloneCluster cluster, Path events) {
    SparkConf conf = new SparkConf();
    SparkSettings.prepare(conf);
    return conf.setMaster(cluster.url())
        .setAppName("metrics")
        .set("spark.ui.port", "0")
        .set("spark.executor.memory", "600m")
        .set("spark.eventLog.enabled", "true")
        .set("spark.eventLog.dir", events.toUri().toString())
        .set("spark.hadoop.fs.s3a.secret.key", SECRET)
        .set("spark.hadoop.my.apikey", SECRET)
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }

  /** Of this program alone, by the end of their names. */
  private static Map<String, Double> gauges(String ui) {
    String prefix = MetricsPlugin.class.getName() + ".";
    Map<String, Double> gauges = new LinkedHashMap<>();
    try {
      JsonNode all = new ObjectMapper().readTree(get(ui + "/metrics/json/")).path("gauges");
      all.fields()
          .forEachRemaining(
              gauge -> {
                int at = gauge.getKey().indexOf(prefix);
                if (at >= 0) {
                  gauges.put(
                      gauge.getKey().substring(at + prefix.length()),
                      gauge.getValue().path("value").asDouble());
                }
              });
      return gauges;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String get(String url) throws IOException {
    try (var in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Of an application's jobs, as a history server in a JVM of its own tells them. */
  private List<String> descriptions(Path events, String application) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" +")));
    command.add("-Dspark.history.ui.port=" + port);
    command.add("-Dspark.history.fs.logDirectory=" + events.toUri());
    command.addAll(
        List.of(
            "-cp",
            System.getenv("SPARK_HOME") + "/jars/*",
            "org.apache.spark.deploy.history.HistoryServer"));
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("history.log").toFile())
            .start();
    try {
      String jobs = "http://127.0.0.1:%d/api/v1/applications/%s/jobs".formatted(port, application);
      List<String> descriptions = new ArrayList<>();
      while (descriptions.isEmpty() && server.isAlive()) {
        try {
          new ObjectMapper()
              .readTree(get(jobs))
              .forEach(job -> descriptions.add(job.path("description").asText()));
        } catch (IOException notYet) {
          Thread.sleep(200);
        }
      }
      return descriptions;
    } finally {
      server.destroyForcibly().waitFor();
    }
  }
}
