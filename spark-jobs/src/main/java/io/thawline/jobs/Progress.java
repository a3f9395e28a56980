package io.thawline.jobs;

import java.util.List;

/** What a recipe tells the one who waits for it, on the driver, in order, from one thread. */
public interface Progress {
  /** A part of the job begins, such as "Preparing glyph pairs". */
  void stage(String what);

  /** A line worth reading that is no error. */
  void note(String line);

  /** The run goes on after a round that an earlier start committed. */
  void resumed(int lastRound);

  /** A round survives a crash from now on. */
  void committed(int round);

  /** A round begins; rounds count from 1, phases from 0. */
  void roundBegins(int round, int roundsAtMost, int phase);

  /** The round that began last is judged; it is committed while the next one trains. */
  void roundFinished(RoundSummary round);

  /** The job is done; the lines are its results. */
  void finished(List<String> summary);
}
