package io.thawline.nn;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.thawline.state.ComputedBy;
import java.util.Map;

/**
 * Where networks compute: the processor, with a fixed number of threads a task. Only a thread that
 * asked for a device may compute on it; asking sets that thread up.
 */
public final class Device {
  private final Engine engine;
  private final int threads;

  private Device(Engine engine, int threads) {
    this.engine = engine;
    this.threads = threads;
  }

  /**
   * The processor, for the calling thread. The first call in a JVM loads the engine and runs the
   * canary.
   *
   * @param threads of the engine per task; results differ in bits between numbers of threads
   * @throws io.thawline.errors.RunFailedException when the engine cannot be loaded or computes
   *     wrong results
   */
  public static Device cpu(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    Device device = new Device(EngineLoader.loaded().engine(), threads);
    Canary.passOnce(device);
    device.bindThread();
    return device;
  }

  /** What the bits of this device's results depend on. */
  public ComputedBy computedBy() {
    return new ComputedBy(
        threads,
        Capability.ofThisMachine(),
        "cpu",
        Map.of("djl", Engine.getDjlVersion(), "pytorch", engine.getVersion()));
  }

  /** A scope in which autograd records. */
  public StepScope newStep() {
    return scope(true);
  }

  /** A scope in which autograd does not record. */
  public StepScope newEvaluation() {
    return scope(false);
  }

  private StepScope scope(boolean gradients) {
    bindThread();
    return new StepScope(newManager(), gradients);
  }

  String engineVersion() {
    return engine.getVersion();
  }

  NDManager newManager() {
    return engine.newBaseManager(ai.djl.Device.cpu());
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
