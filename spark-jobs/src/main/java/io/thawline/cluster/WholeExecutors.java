package io.thawline.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import scala.Tuple2;

/**
 * Gives each training task an executor of its own. One task trains at a time in a JVM, so a second
 * one that Spark put there would hold a core and wait, while another executor idles.
 */
final class WholeExecutors {
  private static final String RESOURCE = "spark.task.resource.";
  private static final String AMOUNT = ".amount";
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\d+,(\\d+),\\d+]");

  /** Cores of an executor on YARN and Kubernetes where nobody says how many. */
  private static final int SPARKS_DEFAULT = 1;

  private final Optional<ResourceProfile> profile;

  private WholeExecutors(Optional<ResourceProfile> profile) {
    this.profile = profile;
  }

  /**
   * What an application's training tasks ask for: one profile, for Spark counts each that is built
   * as another. Where executors come and go, a profile would have its own ones started, so none is
   * used there.
   */
  static WholeExecutors of(SparkConf conf) {
    int cores = cores(conf);
    if (cores < 2 || conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return new WholeExecutors(Optional.empty());
    }
    TaskResourceRequests requests = new TaskResourceRequests().cpus(cores);
    // a profile replaces what tasks get otherwise, GPUs among it
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(RESOURCE)) {
      if (setting._1().endsWith(AMOUNT)) {
        String name = setting._1().substring(0, setting._1().length() - AMOUNT.length());
        requests.resource(name, Double.parseDouble(setting._2()));
      }
    }
    return new WholeExecutors(Optional.of(new ResourceProfileBuilder().require(requests).build()));
  }

  /** The same data, whose tasks take all cores of an executor where their number is known. */
  <T> JavaRDD<T> claim(JavaRDD<T> tasks) {
    return profile.map(tasks::withResources).orElse(tasks);
  }

  /**
   * Cores of an executor, before there is one; 0 where a standalone cluster gives as many as a
   * worker has, and where driver and tasks share a JVM.
   */
  static int cores(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher localCluster = LOCAL_CLUSTER.matcher(master.replace(" ", ""));
    if (localCluster.matches()) {
      return Integer.parseInt(localCluster.group(1));
    }
    boolean asManyAsThereAre = master.startsWith("spark:");
    return master.startsWith("local")
        ? 0
        : conf.getInt("spark.executor.cores", asManyAsThereAre ? 0 : SPARKS_DEFAULT);
  }
}
