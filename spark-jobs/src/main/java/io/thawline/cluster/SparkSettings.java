package io.thawline.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * What Spark must know before its context exists, so that a bare spark-submit behaves as the
 * launcher does. A setting of the user's own is never replaced.
 */
public final class SparkSettings {
  private SparkSettings() {}

  /** Opens the session of a job, or the one that exists. */
  public static SparkSession open(String appName) {
    SparkConf conf = new SparkConf();
    defaults().forEach(conf::setIfMissing);
    conf.setIfMissing("spark.master", "local[*]");
    return SparkSession.builder().appName(appName).config(conf).getOrCreate();
  }

  private static Map<String, String> defaults() {
    Map<String, String> settings = new LinkedHashMap<>();
    // arrays of bytes pass through Kryo six times faster than through Java's serialization
    settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    settings.put("spark.kryoserializer.buffer.max", "256m");
    settings.put("spark.driver.maxResultSize", "0");
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.put("spark.sql.shuffle.partitions", "8");
    // glibc gives memory back after every step otherwise, which costs more than the step's work
    settings.put("spark.executorEnv.MALLOC_ARENA_MAX", "1");
    settings.put("spark.executorEnv.MALLOC_MMAP_THRESHOLD_", "4294967296");
    settings.put("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", "17179869184");
    settings.put("spark.executorEnv.OMP_WAIT_POLICY", "passive");
    return settings;
  }
}
