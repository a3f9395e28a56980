package io.thawline.cluster;

import io.thawline.errors.ConfigurationException;
import org.apache.spark.SparkConf;

/**
 * Room for the engine in the containers of executors: what YARN and Kubernetes grant beside Java's
 * heap. Must be settled before a Spark context exists.
 */
final class MemoryOverhead {
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";
  private static final String HEAP = "spark.executor.memory";

  /** What Spark itself leaves to the JVM beside its heap. */
  private static final double JVM_SHARE = 0.1;

  private static final long JVM_LEAST = 384;

  private MemoryOverhead() {}

  /**
   * Asks for what the engine and the JVM need; nothing where driver and tasks share one JVM.
   *
   * @param nativeBytes what the engine needs
   * @throws ConfigurationException when the user's own setting is smaller
   */
  static void settle(SparkConf conf, long nativeBytes) {
    if (conf.get("spark.master").matches("local(\\[.*)?")) {
      return;
    }
    long heap = conf.getSizeAsMb(HEAP, "1g");
    long jvm = Math.max(JVM_LEAST, (long) (JVM_SHARE * heap));
    long needed = jvm + (nativeBytes >> 20) + 1;
    if (conf.contains(OVERHEAD)) {
      require(conf.getSizeAsMb(OVERHEAD), needed, jvm, OVERHEAD);
    } else if (conf.contains(FACTOR)) {
      long granted = Math.max(JVM_LEAST, (long) (conf.getDouble(FACTOR, JVM_SHARE) * heap));
      require(granted, needed, jvm, FACTOR);
    } else {
      conf.set(OVERHEAD, needed + "m");
    }
  }

  private static void require(long granted, long needed, long jvm, String setting) {
    if (granted < needed) {
      throw new ConfigurationException(
          "%s leaves an executor %d MB beside its heap, and this network, optimizer and batch need %d MB (%d MB for libtorch, %d MB for the JVM): set %s=%dm, or leave it out; a smaller data.batch_size needs less."
              .formatted(setting, granted, needed, needed - jvm, jvm, OVERHEAD, needed));
    }
  }
}
