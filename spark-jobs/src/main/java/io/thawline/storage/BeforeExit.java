package io.thawline.storage;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Work that is done when a signal ends this JVM while something runs: before Spark stops, and while
 * the file systems can still be written to. Close it when what runs has ended by itself.
 */
public final class BeforeExit implements AutoCloseable {
  /** Above that of the hook in which Spark stops; hooks of Hadoop and Spark run highest first. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  private static final long SECONDS = 8;

  private final Runnable work;

  private BeforeExit(Runnable work) {
    this.work = work;
  }

  /** Has the work done, on a thread of its own, if the JVM is told to end from now on. */
  public static BeforeExit run(Runnable work) {
    BeforeExit hook = new BeforeExit(work);
    ShutdownHookManager.get().addShutdownHook(work, PRIORITY, SECONDS, TimeUnit.SECONDS);
    return hook;
  }

  /** The work is no longer wanted. */
  @Override
  public void close() {
    try {
      ShutdownHookManager.get().removeShutdownHook(work);
    } catch (IllegalStateException alreadyEnding) {
      // the work is done then
    }
  }
}
