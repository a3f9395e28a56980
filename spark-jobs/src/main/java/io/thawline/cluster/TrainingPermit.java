package io.thawline.cluster;

import java.util.concurrent.Semaphore;

/**
 * Lets one task at a time train in a JVM: the engine has one random generator for all its threads,
 * and threads that outnumber the cores slow each other tenfold.
 */
final class TrainingPermit implements AutoCloseable {
  private static final Semaphore PERMIT = new Semaphore(1, true);

  private TrainingPermit() {}

  /** Waits for the permit; a killed task stops waiting. */
  static TrainingPermit acquire() throws InterruptedException {
    PERMIT.acquire();
    return new TrainingPermit();
  }

  @Override
  public void close() {
    PERMIT.release();
  }
}
