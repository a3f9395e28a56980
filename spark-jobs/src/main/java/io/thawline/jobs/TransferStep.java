package io.thawline.jobs;

import io.thawline.sample.Sample;
import io.thawline.schedule.Decision;
import io.thawline.schedule.Monitor;
import io.thawline.schedule.Origin;
import io.thawline.state.ComputedBy;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.transfer.TransferResult;
import java.util.Map;
import java.util.SortedMap;

/** Loads the checkpoint into the network, scores it untrained, and commits both as round 0. */
final class TransferStep<S extends Sample> {
  private final RunContext context;
  private final RunTask<S> task;
  private final RunJobs<S> jobs;
  private final RunHistory history;

  TransferStep(RunContext context, RunTask<S> task, RunJobs<S> jobs, RunHistory history) {
    this.context = context;
    this.task = task;
    this.jobs = jobs;
    this.history = history;
  }

  Committed run(ComputedBy engine, PreparedData<S> data) {
    context.progress().stage("Loading the checkpoint");
    TransferResult transfer = FirstWeights.of(context.config(), context.files());
    transfer.report().table().forEach(context.progress()::note);
    Origin origin = new Origin(transfer.report().fresh());
    context.config().requireTrainable(origin);
    history.begin(origin);
    LoadReportFile.write(context.store(), transfer.report(), task.identityProof(transfer));
    RoundState state =
        new RoundState(
            Map.of(task.task().mainNetwork(), NetworkState.untrained(transfer.weights())),
            Position.START,
            context.config().run().seed());
    context.progress().stage("Scoring the untrained transfer");
    SortedMap<String, Double> metrics = jobs.score(context, state);
    metrics.put(Metrics.SCHEDULED_STEPS, (double) jobs.scheduledSteps());
    metrics.putAll(task.baselines(jobs.evaluation()));
    Monitor monitor = context.monitor();
    Decision decision = monitor.first(Metrics.of(metrics, monitor.metric()));
    Committed committed = history.commit(state, 0, engine, metrics, decision, data.fingerprint());
    try {
      history.settle();
    } catch (PendingCommit.Failed failed) {
      throw failed.failure();
    }
    // the committed copy, for the transferred tensors may be views of the checkpoint's file
    return new Committed(history.first(), committed.record());
  }
}
