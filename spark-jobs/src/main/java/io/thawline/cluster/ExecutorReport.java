package io.thawline.cluster;

import io.thawline.host.HostReport;
import io.thawline.host.Machine;
import io.thawline.host.MemoryLimit;
import io.thawline.host.ScratchDirectory;
import io.thawline.nn.Device;
import io.thawline.nn.NativeLibrary;
import io.thawline.storage.StoreProbe;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * All that can be told of every executor before a run depends on it.
 *
 * @param store a location that each is to write to; empty for none
 * @param run whose tasks are meant; empty for none, or the only one
 */
public record ExecutorReport(String store, List<TrainingSetup> run) implements Serializable {
  private static final long PATIENCE_SECONDS = 120;

  /** For the tasks of a run, or for one thread and no run. */
  public static ExecutorReport of(String store, Optional<TrainingSetup> run) {
    return new ExecutorReport(store, run.stream().toList());
  }

  /** One report an executor, by place; empty when no executor came within two minutes. */
  public List<HostReport> collect(JavaSparkContext spark) {
    if (EachExecutor.await(spark, PATIENCE_SECONDS).isEmpty()) {
      return List.of();
    }
    ExecutorReport asked = this;
    Map<String, HostReport> reports =
        EachExecutor.ask(
            spark,
            "doctor",
            "examine every executor",
            PATIENCE_SECONDS,
            HostReport.class,
            asked::of);
    return List.copyOf(reports.values());
  }

  private HostReport of(String place) {
    HostReport report = new HostReport(place);
    Machine.describe(report);
    requireMemory(report);
    NativeLibrary.Unpacking unpacking = TaskDevice.unpacking();
    ScratchDirectory.describe(unpacking.directory(), unpacking.bytes(), report);
    int threads = run.stream().mapToInt(TrainingSetup::threads).findFirst().orElse(1);
    if (!EngineCheck.load(threads, report).isEmpty()) {
      OptionalInt address = TaskDevice.address();
      String given = address.isPresent() ? "number " + address.getAsInt() : "none";
      report.fact("gpu", "%s given, %d seen".formatted(given, Device.gpus()));
    }
    Optional.of(store)
        .filter(location -> !location.isEmpty())
        .ifPresent(
            location ->
                StoreProbe.describe(
                    location,
                    SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()),
                    report));
    return report;
  }

  private void requireMemory(HostReport report) {
    int tasks = TaskSlots.ofThisJvm();
    report.fact("tasks", Integer.toString(tasks));
    long heap = Runtime.getRuntime().maxMemory();
    long nativeBytes = run.stream().mapToLong(setup -> setup.nativeMemory(tasks)).sum();
    OptionalLong limit = MemoryLimit.ofThisProcess();
    if (limit.isPresent() && limit.getAsLong() < heap + nativeBytes) {
      report.problem(
          "the container may use %s, and the heap of %s and the engine's %s for up to %d tasks at once are more"
              .formatted(
                  Machine.megabytes(limit.getAsLong()),
                  Machine.megabytes(heap),
                  Machine.megabytes(nativeBytes),
                  tasks),
          "raise the container's limit or spark.executor.memoryOverhead, or lower spark.executor.memory or data.batch_size");
    }
  }
}
