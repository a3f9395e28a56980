package io.thawline.cluster;

import java.util.concurrent.Semaphore;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Lets one task at a time train in a JVM: threads that outnumber the cores slow each other tenfold,
 * and the engine has one random generator for all its threads.
 */
final class TrainingPermit {
  private static final Semaphore PERMIT = new Semaphore(1, true);

  private TrainingPermit() {}

  /**
   * Waits for the permit, which an interrupted task stops doing, and holds it to the task's end.
   */
  static void holdUntilEnd(TaskContext context) throws InterruptedException {
    PERMIT.acquire();
    TaskCompletionListener release = ended -> PERMIT.release();
    context.addTaskCompletionListener(release);
  }
}
