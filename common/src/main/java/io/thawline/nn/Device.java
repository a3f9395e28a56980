package io.thawline.nn;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.thawline.errors.RunFailedException;
import io.thawline.state.ComputedBy;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where networks compute: the processor, with a fixed number of threads a task, or a GPU. Only a
 * thread that asked for a device may compute on it; asking sets that thread up. No test of this
 * project has run on a GPU yet.
 */
public final class Device {
  private final Engine engine;
  private final ai.djl.Device place;
  private final int threads;

  private Device(Engine engine, ai.djl.Device place, int threads) {
    this.engine = engine;
    this.place = place;
    this.threads = threads;
  }

  /**
   * The device that a task is to compute on, for the calling thread.
   *
   * @param options which kind, and what to do where it cannot be had
   * @param address the number of the GPU that the task was given; empty when it was given none
   * @param threads of the engine per task
   * @throws RunFailedException as {@link #cpu} does; or when the task is to have a GPU, and was
   *     given none or one that the engine does not see
   */
  public static Device choose(DeviceOptions options, OptionalInt address, int threads) {
    if (options.kind() == DeviceOptions.Kind.CPU) {
      return cpu(threads);
    }
    if (address.isEmpty()) {
      return options.kind() == DeviceOptions.Kind.AUTO
          ? cpu(threads)
          : without(
              options,
              threads,
              "device.kind is gpu, and Spark gave this task none: set"
                  + " spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount to 1"
                  + " and name a discovery script (submit/gpu)");
    }
    int seen = EngineLoader.loaded().engine().getGpuCount();
    int number = address.getAsInt();
    return number < seen
        ? ready(ai.djl.Device.gpu(number), threads)
        : without(
            options,
            threads,
            "Spark gave this task GPU %d, and the engine sees %d of them: run with a libtorch for CUDA (native.archive, or PYTORCH_LIBRARY_PATH on the node), and check the driver and the discovery script"
                .formatted(number, seen));
  }

  private static Device without(DeviceOptions options, int threads, String problem) {
    if (options.fallback() == DeviceOptions.Fallback.CPU) {
      return cpu(threads);
    }
    throw new RunFailedException(
        problem + "; or set device.fallback: cpu, to compute on the processor instead");
  }

  /**
   * The processor, for the calling thread. The first call in a JVM loads the engine and runs the
   * canary.
   *
   * @param threads of the engine per task; results differ in bits between numbers of threads
   * @throws RunFailedException when the engine cannot be loaded or computes wrong results
   */
  public static Device cpu(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    return ready(ai.djl.Device.cpu(), threads);
  }

  private static Device ready(ai.djl.Device place, int threads) {
    Device device = new Device(EngineLoader.loaded().engine(), place, threads);
    Canary.passOnce(device);
    device.bindThread();
    return device;
  }

  /** What the bits of this device's results depend on. */
  public ComputedBy computedBy() {
    return new ComputedBy(
        threads,
        place.isGpu()
            ? Capability.ofGpu(CudaUtils.getComputeCapability(place.getDeviceId()))
            : Capability.ofThisMachine(),
        place.isGpu() ? "cuda" : "cpu",
        Map.of("djl", Engine.getDjlVersion(), "pytorch", engine.getVersion()));
  }

  /** A scope in which autograd records. */
  public StepScope newStep() {
    return scope(true, 0);
  }

  /**
   * A scope in which autograd records, and in which what is drawn at random, such as dropout,
   * follows from a seed. The engine has one random generator for all threads of the JVM: two steps
   * at once draw from it in turns.
   *
   * @param seed of this step: another step should have another
   */
  public StepScope newStep(long seed) {
    JniUtils.setSeed(seed);
    return scope(true, seed);
  }

  /** A scope in which autograd does not record. */
  public StepScope newEvaluation() {
    return scope(false, 0);
  }

  /** Likewise, where what is drawn at random follows from a seed; see {@link #newStep(long)}. */
  public StepScope newEvaluation(long seed) {
    JniUtils.setSeed(seed);
    return scope(false, seed);
  }

  private StepScope scope(boolean gradients, long seed) {
    bindThread();
    return new StepScope(newManager(), gradients, seed);
  }

  /** GPUs that the engine sees; loads it. */
  public static int gpus() {
    return EngineLoader.loaded().engine().getGpuCount();
  }

  /** Such as {@code cpu()} or {@code gpu(0)}. */
  String name() {
    return place.toString();
  }

  String engineVersion() {
    return engine.getVersion();
  }

  NDManager newManager() {
    return engine.newBaseManager(place);
  }

  /**
   * libtorch keeps all of this per thread. Its number of threads is copied from a process-wide
   * value on a thread's first use, so that first use must come before the number is set. The graph
   * executor is off because it would recompile an operation, and might change its bits, after
   * having profiled some calls.
   */
  void bindThread() {
    JniUtils.getNumThreads();
    JniUtils.setNumThreads(threads); // also where it is that already: MKL has a number of its own
    JniUtils.setGraphExecutorOptimize(false);
  }
}
