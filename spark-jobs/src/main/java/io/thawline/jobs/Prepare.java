package io.thawline.jobs;

import java.util.List;

/** Prepares the data of a run and stops there. */
public final class Prepare {
  private final RunContext context;

  public Prepare(RunContext context) {
    this.context = context;
  }

  /** Prepares what is not there yet. */
  public void run() {
    String summary = RunTask.of(context).prepare().summary();
    context.progress().finished(List.of(summary, "data: " + context.store().location()));
  }
}
