package io.thawline.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * How many tasks Spark runs at once in a JVM. An executor is told its cores on its command line and
 * nowhere else: on a standalone cluster they may be all that its worker has.
 */
final class TaskSlots {
  private static final Pattern EXECUTOR = Pattern.compile(".* --cores (\\d+)( .*)?");
  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(,\\d+)?]");

  private TaskSlots() {}

  /** Of the JVM that the calling task runs in. */
  static int ofThisJvm() {
    return of(
        SparkEnv.get().conf(),
        System.getProperty("sun.java.command", ""),
        Runtime.getRuntime().availableProcessors());
  }

  /**
   * Of a JVM.
   *
   * @param command its main class and arguments
   * @param processors that it sees, for a driver that takes them all
   */
  static int of(SparkConf conf, String command, int processors) {
    Matcher executor = EXECUTOR.matcher(command);
    Matcher local = LOCAL.matcher(conf.get("spark.master").replace(" ", ""));
    int cores = processors;
    if (executor.matches()) {
      cores = Integer.parseInt(executor.group(1));
    } else if (local.matches()) {
      cores = Integer.parseInt(local.group(1));
    } else if (conf.get("spark.master").equals("local")) {
      cores = 1;
    }
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }
}
