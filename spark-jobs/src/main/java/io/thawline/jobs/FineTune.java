package io.thawline.jobs;

import io.thawline.cluster.EngineCheck;
import io.thawline.report.RunReport;
import io.thawline.sample.Sample;
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
   * @return what the page of the run tells
   * @throws io.thawline.errors.UserException one line a problem; what was committed stays
   */
  public RunReport run() {
    return run(RunTask.of(context));
  }

  private <S extends Sample> RunReport run(RunTask<S> task) {
    RunHistory history = RunHistory.open(context);
    if (history.isEmpty()) {
      // before anything takes long
      FirstWeights.requirePresent(context.config().inits(), context.files());
    }
    PreparedData<S> data = task.prepare();
    context.progress().stage("Checking the engine");
    ComputedBy engine = EngineCheck.run(context.spark(), context.config().averaging().threads());
    RunJobs<S> jobs = RunJobs.over(context, task.task(), data, history);
    context.progress().note(jobs.describe(context));
    jobs.training().advice().ifPresent(context.progress()::note);
    Committed last =
        history
            .resume(data.fingerprint())
            .orElseGet(() -> new TransferStep<>(context, task, jobs, history).run(engine, data));
    RateZero.lines(context.config(), history).forEach(context.progress()::note);
    try (RoundStep<S> round = new RoundStep<>(context, jobs, history, data.fingerprint(), last)) {
      while (!round.isLast(last)) {
        last = round.after(last);
      }
      round.end(last);
    }
    return new Publication<>(context, task, jobs, history).publish(data);
  }
}
