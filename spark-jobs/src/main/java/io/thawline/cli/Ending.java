package io.thawline.cli;

import io.thawline.storage.BeforeExit;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How a command comes to its end: by itself or by a signal, whichever is first. After a signal what
 * still runs fails in ways that are nobody's concern, for Spark stops under it. A signal that comes
 * while the command says how it ended by itself waits for that.
 */
final class Ending implements AutoCloseable {
  /** Spark may wait long for a cluster that is gone; who sends a signal soon sends a harder one. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final AtomicBoolean decided = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BeforeExit hook;

  private Ending(Runnable onSignal) {
    this.hook = BeforeExit.run(() -> signalled(onSignal));
  }

  private void signalled(Runnable onSignal) {
    haltAfter(PATIENCE);
    if (decided.compareAndSet(false, true)) {
      onSignal.run();
      return;
    }
    try {
      closed.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Watches for a signal until closed.
   *
   * @param onSignal what to leave behind then
   */
  static Ending watch(Runnable onSignal) {
    return new Ending(onSignal);
  }

  /**
   * Claims the end for the command itself, which says what it has to say before it closes this.
   *
   * @throws StoppedException when a signal came first
   */
  void byItself() {
    if (!decided.compareAndSet(false, true)) {
      throw new StoppedException();
    }
  }

  private static void haltAfter(Duration patience) {
    Thread watchdog =
        new Thread(
            () -> {
              try {
                Thread.sleep(patience.toMillis());
              } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(Failure.STOPPED);
            },
            "thawline-halt");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  @Override
  public void close() {
    closed.countDown();
    hook.close();
  }
}
