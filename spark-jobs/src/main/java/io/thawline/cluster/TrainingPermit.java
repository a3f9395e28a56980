package io.thawline.cluster;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Lets one task at a time train in a JVM: threads that outnumber the cores slow each other tenfold,
 * and the engine has one random generator for all its threads.
 */
final class TrainingPermit {
  private static final long LOOK_MILLIS = 100;
  private static final Semaphore PERMIT = new Semaphore(1, true);

  private TrainingPermit() {}

  /**
   * Waits for the permit, and holds it to the task's end.
   *
   * @throws TaskKilledException when the task is no longer wanted
   */
  static void holdUntilEnd(TaskContext context) throws InterruptedException {
    while (!PERMIT.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (context.isInterrupted()) {
        throw new TaskKilledException("no longer wanted");
      }
    }
    TaskCompletionListener release = ended -> PERMIT.release();
    context.addTaskCompletionListener(release);
  }
}
