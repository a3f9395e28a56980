package io.thawline.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.apache.spark.launcher.JavaModuleOptions;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Tells the launcher what spark-submit makes of its arguments, its environment, a file of
 * properties and spark-defaults.conf: Spark's own reading of them, for a second one would differ.
 */
public final class SubmitSettings {
  /** What has spark-submit wait for a driver in the cluster, by how the master's URL begins. */
  private static final Map<String, String> WAITS =
      Map.of(
          "spark:", "spark.standalone.submit.waitAppCompletion",
          "yarn", "spark.yarn.submit.waitAppCompletion",
          "k8s:", "spark.kubernetes.submission.waitAppCompletion");

  private SubmitSettings() {}

  /**
   * Prints a line each: master, deploy mode, jars, files, whether to wait for a driver in the
   * cluster, and the Java options that such a driver needs. Exits with 2 where spark-submit would
   * refuse.
   *
   * @param arguments of spark-submit, with the job's jar
   */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    try {
      lines(arguments).forEach(console.out()::println);
    } catch (Exception refused) { // Scala throws checked exceptions that no signature tells of
      console.error("spark-submit: " + refused.getMessage());
      System.exit(Failure.USAGE);
    }
  }

  private static List<String> lines(String... arguments) {
    SparkSubmitArguments understood = new SparkSubmit().parseArguments(arguments);
    SparkConf settings = understood.toSparkConf(Option.empty());
    String master = understood.master();
    return List.of(
        master,
        orEmpty(understood.deployMode()),
        orEmpty(understood.jars()),
        orEmpty(understood.files()),
        Boolean.toString(waits(master, settings)),
        javaOptions(understood));
  }

  private static boolean waits(String master, SparkConf settings) {
    return WAITS.entrySet().stream()
        .filter(entry -> master.startsWith(entry.getKey()))
        .allMatch(entry -> settings.getBoolean(entry.getValue(), true));
  }

  /** A standalone cluster starts drivers without the options that open Java's modules to Spark. */
  private static String javaOptions(SparkSubmitArguments understood) {
    return JavaModuleOptions.defaultModuleOptions().strip()
        + " "
        + orEmpty(understood.driverExtraJavaOptions());
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
