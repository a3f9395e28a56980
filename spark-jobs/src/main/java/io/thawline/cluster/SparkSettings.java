package io.thawline.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark must know before its context exists, so that executors behave the same under a bare
 * spark-submit as under the launcher. A setting of the user's own is never replaced.
 */
public final class SparkSettings {
  private static final String PLUGINS = "spark.plugins";
  private static final String MAIN_CLASS = "io.thawline.cli.Main";

  private SparkSettings() {}

  /**
   * Opens the session of a job, or the one that exists.
   *
   * @param needs what a run asks for; empty where none is meant
   * @throws io.thawline.errors.ConfigurationException when the user's own settings leave too little
   */
  public static SparkSession open(String appName, Optional<SessionNeeds> needs) {
    SparkConf conf = new SparkConf();
    prepare(conf);
    conf.setIfMissing("spark.master", "local[*]");
    needs.ifPresent(known -> settle(conf, known));
    // spark-submit names an application after its main class where the user gave no --name
    if (conf.get("spark.app.name", MAIN_CLASS).equals(MAIN_CLASS)) {
      conf.setAppName(appName);
    }
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** What every session of this program has, beside what the user asked for. */
  static void prepare(SparkConf conf) {
    defaults().forEach(conf::setIfMissing);
    if (!conf.get(PLUGINS, "").contains(MetricsPlugin.class.getName())) {
      append(conf, PLUGINS, MetricsPlugin.class.getName());
    }
  }

  private static void settle(SparkConf conf, SessionNeeds needs) {
    // where the number is not known, on a standalone cluster, nobody grants the overhead either
    int cores = Math.max(1, WholeExecutors.cores(conf));
    MemoryOverhead.settle(
        conf, needs.setup().nativeMemory(Math.max(1, cores / conf.getInt("spark.task.cpus", 1))));
    conf.set(TaskDevice.KIND, needs.device().kind().name());
    conf.set(TaskDevice.FALLBACK, needs.device().fallback().name());
    String archive = needs.library().archive();
    if (!archive.isEmpty()) {
      conf.set(TaskDevice.HAS_ARCHIVE, archive);
      append(conf, "spark.archives", archive + "#" + TaskDevice.ARCHIVE);
    }
  }

  /** To a list of the user's own. */
  private static void append(SparkConf conf, String setting, String value) {
    String before = conf.get(setting, "");
    conf.set(setting, before.isEmpty() ? value : before + "," + value);
  }

  static Map<String, String> defaults() {
    Map<String, String> settings = new LinkedHashMap<>();
    // arrays of bytes pass through Kryo six times faster than through Java's serialization
    settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    settings.put("spark.kryoserializer.buffer.max", "256m");
    settings.put("spark.driver.maxResultSize", "0");
    // weights do not shrink: compressing them costs time alone
    settings.put("spark.shuffle.compress", "false");
    settings.put("spark.broadcast.compress", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.put("spark.ui.prometheus.enabled", "true");
    settings.put(
        "spark.metrics.conf.*.sink.prometheusServlet.class",
        "org.apache.spark.metrics.sink.PrometheusServlet");
    settings.put("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
    // Spark's own words for secrets, more of them, and a user in an address
    settings.put(
        "spark.redaction.regex",
        "(?i)secret|pass(word|phrase)|token|credential|(access|api|private|account)[._-]?key"
            + "|[a-z]://[^/@\\s]+:[^/@\\s]*@");
    // glibc gives memory back after every step otherwise, which costs more than the step's work
    settings.put("spark.executorEnv.MALLOC_ARENA_MAX", "1");
    settings.put("spark.executorEnv.MALLOC_MMAP_THRESHOLD_", "4294967296");
    settings.put("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", "17179869184");
    // a GPU's shortcuts with fewer bits, and sums in no fixed order
    settings.put("spark.executorEnv.NVIDIA_TF32_OVERRIDE", "0");
    settings.put("spark.executorEnv.CUBLAS_WORKSPACE_CONFIG", ":4096:8");
    settings.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    settings.put("spark.executorEnv.OMP_WAIT_POLICY", "passive");
    return settings;
  }
}
