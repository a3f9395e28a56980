package io.thawline.io;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream from which nothing came for too long, so that a read that waits on it fails: the
 * JDK's HTTP client has no time limit for a body.
 */
final class StallGuard implements AutoCloseable {
  private final AtomicLong lastProgress = new AtomicLong(System.nanoTime());
  private final Thread watcher;

  StallGuard(InputStream body, Duration longest) {
    watcher = new Thread(() -> watch(body, longest.toNanos()), "thawline-stall-guard");
    watcher.setDaemon(true);
    watcher.start();
  }

  void progressed() {
    lastProgress.set(System.nanoTime());
  }

  private void watch(InputStream body, long longest) {
    try {
      for (long left = longest; left > 0; left = longest + lastProgress.get() - System.nanoTime()) {
        Thread.sleep(Math.max(1, left / 1_000_000));
      }
      body.close();
    } catch (InterruptedException finished) {
      Thread.currentThread().interrupt();
    } catch (IOException closedAlready) {
      // then the reader knows
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
