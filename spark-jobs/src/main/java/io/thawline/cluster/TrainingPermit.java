package io.thawline.cluster;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * Lets one task at a time train in a JVM: threads that outnumber the cores slow each other tenfold,
 * and the engine has one random generator for all its threads.
 */
final class TrainingPermit {
  private static final Semaphore PERMIT = new Semaphore(1, true);

  private TrainingPermit() {}

  /** Waits for the permit, which an interrupted task stops doing, and works while it is held. */
  static <T> T whileHeld(Callable<T> work) throws Exception {
    PERMIT.acquire();
    try {
      return work.call();
    } finally {
      PERMIT.release();
    }
  }
}
