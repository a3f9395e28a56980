package io.thawline.cluster;

import io.thawline.errors.RunFailedException;
import io.thawline.nn.Device;
import io.thawline.nn.DeviceOptions;
import io.thawline.nn.NativeLibrary;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * The device that the calling task computes on. What the session was opened with reaches executors
 * as Spark's own settings do, so that tasks carry nothing of it.
 */
final class TaskDevice {
  /** The directory that {@code native.archive} is unpacked to, among Spark's files. */
  static final String ARCHIVE = "thawline-native";

  static final String HAS_ARCHIVE = "spark.thawline.native.archive";
  static final String KIND = "spark.thawline.device.kind";
  static final String FALLBACK = "spark.thawline.device.fallback";
  private static final String GPU = "gpu";

  private TaskDevice() {}

  /**
   * The device, for the calling thread of a task.
   *
   * @param threads of the engine per task
   * @throws RunFailedException when it cannot be had, or the engine does not work
   */
  static Device open(int threads) {
    locateLibraries();
    return Device.choose(options(SparkEnv.get().conf()), address(), threads);
  }

  /** Settles where native libraries are unpacked on this node, before one is asked for. */
  static void locateLibraries() {
    SparkConf conf = SparkEnv.get().conf();
    Optional<Path> archive =
        conf.contains(HAS_ARCHIVE)
            ? Optional.of(Path.of(SparkFiles.get(ARCHIVE)))
            : Optional.empty();
    NativeLibrary.locate(scratch(conf), archive);
  }

  /** What loading the engine will write on this node, and where. */
  static NativeLibrary.Unpacking unpacking() {
    SparkConf conf = SparkEnv.get().conf();
    return NativeLibrary.unpacking(scratch(conf), conf.contains(HAS_ARCHIVE));
  }

  private static DeviceOptions options(SparkConf conf) {
    return new DeviceOptions(
        DeviceOptions.Kind.valueOf(conf.get(KIND, "auto").toUpperCase(Locale.ROOT)),
        DeviceOptions.Fallback.valueOf(conf.get(FALLBACK, "refuse").toUpperCase(Locale.ROOT)));
  }

  /** The number of the GPU that Spark gave the calling task. */
  static OptionalInt address() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpu = task == null ? null : task.resourcesJMap().get(GPU);
    if (gpu == null || gpu.addresses().length == 0) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(gpu.addresses()[0]));
    } catch (NumberFormatException e) {
      throw new RunFailedException(
          "the discovery script calls a GPU '%s': let it print numbers from 0, as submit/gpu/discover.sh does"
              .formatted(gpu.addresses()[0]),
          e);
    }
  }

  /**
   * Spark's own directory on this node. A standalone worker gives each application another one and
   * empties it at the end, so its root is taken: what is unpacked there serves the next one too.
   */
  static Path scratch(SparkConf conf) {
    return Path.of(scratchRoot(conf, System.getenv()).split(",", -1)[0]);
  }

  private static String scratchRoot(SparkConf conf, java.util.Map<String, String> environment) {
    if (environment.containsKey("CONTAINER_ID") && environment.containsKey("LOCAL_DIRS")) {
      return environment.get("LOCAL_DIRS"); // YARN's, which Spark takes before all others
    }
    return environment.getOrDefault(
        "SPARK_LOCAL_DIRS", conf.get("spark.local.dir", System.getProperty("java.io.tmpdir")));
  }
}
