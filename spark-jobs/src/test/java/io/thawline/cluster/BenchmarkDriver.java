package io.thawline.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A driver in a JVM of its own, whose heap is bounded, with executors in others. */
final class BenchmarkDriver {
  private BenchmarkDriver() {}

  /** Runs the main method of a class. */
  static void run(Class<?> benchmark, String heap, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), benchmark.getName()));
    command.addAll(List.of(arguments));
    Process driver =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (driver.waitFor() != 0) {
      throw new IllegalStateException("the driver ended with " + driver.exitValue());
    }
  }

  /** A cluster on this machine, of executors with one core each. */
  static JavaSparkContext spark(String name, int executors, int megabytes) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local-cluster[%d,1,%d]".formatted(executors, megabytes))
            .setAppName(name)
            .set("spark.ui.enabled", "false")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1")
            .set("spark.locality.wait", "0")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    SparkSettings.defaults().forEach(conf::set);
    return new JavaSparkContext(conf);
  }
}
