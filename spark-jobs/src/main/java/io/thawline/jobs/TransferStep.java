package io.thawline.jobs;

import io.thawline.network.OpenedScript;
import io.thawline.sample.Sample;
import io.thawline.schedule.Decision;
import io.thawline.schedule.Monitor;
import io.thawline.schedule.Origin;
import io.thawline.state.ComputedBy;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.tensor.StateDict;
import io.thawline.transfer.TransferResult;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Loads the checkpoints into the networks, scores them untrained, and commits both as round 0. */
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
    boolean fresh = context.config().startsFresh();
    context.progress().stage(fresh ? "Drawing the first weights" : "Loading the checkpoint");
    TransferResult transfer = FirstWeights.of(context.config(), context.files());
    transfer.report().table().forEach(context.progress()::note);
    Origin origin = new Origin(transfer.report().fresh());
    context.config().requireTrainable(origin, Set.of());
    history.begin(origin);
    if (context.config().model() instanceof OpenedScript module && !module.others().isEmpty()) {
      context
          .progress()
          .note(
              "Buffers of the module that are not float32 stay as its file has them: "
                  + String.join(", ", module.others()));
    }
    LoadReportFile.write(context.store(), transfer.report(), task.identityProof(transfer));
    RoundState state =
        new RoundState(networks(transfer.weights()), Position.START, context.config().run().seed());
    context.progress().stage("Scoring the untrained transfer");
    SortedMap<String, Double> metrics = jobs.score(context, state);
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

  /** The main network with its weights, and all that learn beside it. */
  private Map<String, NetworkState> networks(StateDict main) {
    Map<String, NetworkState> networks = new TreeMap<>();
    networks.put(task.task().mainNetwork(), NetworkState.untrained(main));
    context
        .config()
        .networks()
        .forEach(
            (name, plan) ->
                networks.computeIfAbsent(
                    name, other -> NetworkState.untrained(beside(other, plan))));
    return networks;
  }

  private StateDict beside(String name, NetworkPlan plan) {
    long seed = context.config().run().seed();
    Optional<TransferResult> transfer = FirstWeights.of(plan, context.files(), seed);
    if (transfer.isEmpty()) {
      context.progress().note("The %s starts from scratch".formatted(name));
      return FirstWeights.drawn(plan.model().network().layout(), seed);
    }
    transfer.get().report().table().forEach(context.progress()::note);
    LoadReportFile.writeBeside(context.store(), name, transfer.get().report());
    return transfer.get().weights();
  }
}
