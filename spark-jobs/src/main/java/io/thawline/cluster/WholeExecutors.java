package io.thawline.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * Gives each training task an executor of its own. One task trains at a time in a JVM, so a second
 * one that Spark put there would hold a core and wait, while another executor idles.
 */
final class WholeExecutors {
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\d+,(\\d+),\\d+]");

  private WholeExecutors() {}

  /** The same data, whose tasks take all cores of an executor where their number is known. */
  static <T> JavaRDD<T> claim(JavaRDD<T> tasks, SparkConf conf) {
    int cores = cores(conf);
    if (cores < 2) {
      return tasks;
    }
    TaskResourceRequests requests = new TaskResourceRequests().cpus(cores);
    return tasks.withResources(new ResourceProfileBuilder().require(requests).build());
  }

  /** Cores of an executor; 0 where it is not known, or where driver and tasks share a JVM. */
  static int cores(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher localCluster = LOCAL_CLUSTER.matcher(master.replace(" ", ""));
    if (localCluster.matches()) {
      return Integer.parseInt(localCluster.group(1));
    }
    return master.startsWith("local") ? 0 : conf.getInt("spark.executor.cores", 0);
  }
}
