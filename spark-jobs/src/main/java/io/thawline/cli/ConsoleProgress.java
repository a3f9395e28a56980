package io.thawline.cli;

import io.thawline.jobs.Progress;
import io.thawline.jobs.RoundSummary;
import java.time.Duration;
import java.util.List;
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
  private final Timer clock = new Timer("thawline-progress", true);
  private Running running = Running.NONE;
  private OptionalInt lastRound = OptionalInt.empty();

  private record Running(int round, int roundsAtMost, int phase, long beginNanos) {
    static final Running NONE = new Running(0, 0, 0, 0);

    String line() {
      long seconds = Duration.ofNanos(System.nanoTime() - beginNanos).toSeconds();
      return RoundLines.running(round, roundsAtMost, phase, seconds);
    }
  }

  ConsoleProgress(Console console) {
    this.console = console;
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
  public synchronized void roundBegins(int round, int roundsAtMost, int phase) {
    running = new Running(round, roundsAtMost, phase, System.nanoTime());
    repaint();
  }

  @Override
  public synchronized void roundFinished(RoundSummary round) {
    lastRound = OptionalInt.of(round.round());
    print(RoundLines.finished(round));
    running = Running.NONE;
  }

  @Override
  public synchronized void finished(List<String> summary) {
    close();
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
