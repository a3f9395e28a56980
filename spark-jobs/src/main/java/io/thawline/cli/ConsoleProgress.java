package io.thawline.cli;

import io.thawline.jobs.Progress;
import io.thawline.jobs.RoundSummary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Progress for a person: a line a round. Where the console is live, a round that runs has a line
 * that counts its seconds. Close before anything else is printed.
 */
final class ConsoleProgress implements Progress, AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Console console;
  private final Runnable onFirstRound;
  private final Timer clock = new Timer("thawline-progress", true);
  private Running running = Running.NONE;
  private OptionalInt lastRound = OptionalInt.empty();

  /** Of the run at hand: a command may train several, one after another. */
  private Optional<RoundSummary> lastSummary = Optional.empty();

  private boolean trained;

  private record Running(
      int round, int roundsAtMost, int phase, long beginNanos, Optional<RoundSummary> before) {
    static final Running NONE = new Running(0, 0, 0, 0, Optional.empty());

    String line() {
      long seconds = Duration.ofNanos(System.nanoTime() - beginNanos).toSeconds();
      return RoundLines.running(round, roundsAtMost, phase, seconds, before);
    }
  }

  /**
   * Progress on a console.
   *
   * @param onFirstRound called once, when a run is known to be this command's own to train
   */
  ConsoleProgress(Console console, Runnable onFirstRound) {
    this.console = console;
    this.onFirstRound = onFirstRound;
    if (console.live()) {
      clock.schedule(new Repainting(), 1000, 1000);
    }
  }

  /** The last round that is known to be committed. */
  synchronized OptionalInt lastRound() {
    return lastRound;
  }

  @Override
  public void stage(String what) {
    print(what);
  }

  @Override
  public void note(String line) {
    print(line);
  }

  @Override
  public synchronized void resumed(int round) {
    lastRound = OptionalInt.of(round);
    print("Going on after round " + round);
  }

  @Override
  public synchronized void committed(int round) {
    lastRound = OptionalInt.of(round);
  }

  @Override
  public synchronized void roundBegins(int round, int roundsAtMost, int phase) {
    if (!trained) {
      trained = true;
      onFirstRound.run();
    }
    running = new Running(round, roundsAtMost, phase, System.nanoTime(), lastSummary);
    repaint();
  }

  @Override
  public synchronized void roundFinished(RoundSummary round) {
    lastSummary = Optional.of(round);
    print(RoundLines.finished(round));
    running = Running.NONE;
  }

  @Override
  public synchronized void finished(List<String> summary) {
    clearLine();
    running = Running.NONE;
    lastSummary = Optional.empty();
    summary.forEach(console.out()::println);
  }

  @Override
  public synchronized void close() {
    clearLine();
    running = Running.NONE;
    clock.cancel();
  }

  private synchronized void repaint() {
    if (console.live() && !running.equals(Running.NONE)) {
      console.err().print(CLEAR_LINE + running.line());
      console.err().flush();
    }
  }

  private synchronized void print(String line) {
    clearLine();
    console.err().println(line);
  }

  private void clearLine() {
    if (console.live() && !running.equals(Running.NONE)) {
      console.err().print(CLEAR_LINE);
    }
  }

  private final class Repainting extends TimerTask {
    @Override
    public void run() {
      repaint();
    }
  }
}
