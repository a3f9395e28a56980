package io.thawline.jobs;

import io.thawline.cluster.EngineCheck;
import io.thawline.state.ComputedBy;

/**
 * Fine-tunes a checkpoint: transfer, then round after round of train, average, evaluate, judge and
 * commit, then hand-over. A round trains while the one before it is committed. Goes on after the
 * last committed round of its run directory.
 */
public final class FineTune {
  private final RunContext context;

  public FineTune(RunContext context) {
    this.context = context;
  }

  /**
   * Runs to the end of the schedule and publishes the best round.
   *
   * @throws io.thawline.errors.UserException one line a problem; what was committed stays
   */
  public void run() {
    RunHistory history = RunHistory.open(context);
    if (history.isEmpty()) {
      // before anything takes long
      FirstWeights.requirePresent(context.config().init(), context.files());
    }
    PreparedPairs pairs = new Prepare(context).pairs();
    context.progress().stage("Checking the engine");
    ComputedBy engine = EngineCheck.run(context.spark(), context.config().averaging().threads());
    RunJobs jobs = RunJobs.over(context, pairs);
    context.progress().note(jobs.describe(context));
    jobs.training().advice().ifPresent(context.progress()::note);
    Committed last =
        history
            .resume(pairs)
            .orElseGet(() -> new TransferStep(context, jobs, history).run(engine, pairs));
    try (RoundStep round = new RoundStep(context, jobs, history, pairs, last)) {
      while (!round.isLast(last)) {
        last = round.after(last);
      }
      round.settle();
    }
    new Publication(context, jobs, history).publish(pairs);
  }
}
