package io.thawline.jobs;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The commit of a round, on a thread of its own while the next round trains. */
final class PendingCommit {
  private final int round;
  private final int phase;
  private final FutureTask<Void> work;

  private PendingCommit(int round, int phase, Runnable work) {
    this.round = round;
    this.phase = phase;
    this.work = new FutureTask<>(work, null);
  }

  static PendingCommit begin(int round, int phase, Runnable work) {
    PendingCommit commit = new PendingCommit(round, phase, work);
    Thread thread = new Thread(commit.work, "thawline-commit");
    thread.setDaemon(true);
    thread.start();
    return commit;
  }

  /** A commit that failed, found out while a later round is at work. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int round;
    private final int phase;
    private final RuntimeException failure;

    private Failed(int round, int phase, RuntimeException failure) {
      super(failure);
      this.round = round;
      this.phase = phase;
      this.failure = failure;
    }

    int round() {
      return round;
    }

    int phase() {
      return phase;
    }

    RuntimeException failure() {
      return failure;
    }
  }

  /**
   * Waits until it is done.
   *
   * @throws Failed naming the round, which is not the one at work
   */
  void join() {
    try {
      work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw new Failed(round, phase, failure);
      }
      throw new IllegalStateException("committing round " + round, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while round " + round + " is committed", e);
    }
  }
}
