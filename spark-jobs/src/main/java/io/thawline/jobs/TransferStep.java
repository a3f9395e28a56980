package io.thawline.jobs;

import io.thawline.checkpoint.Checkpoint;
import io.thawline.checkpoint.Models;
import io.thawline.checkpoint.ReadOptions;
import io.thawline.cluster.SentState;
import io.thawline.cluster.StateSender;
import io.thawline.schedule.Decision;
import io.thawline.state.ComputedBy;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.Baselines;
import io.thawline.tensor.Layout;
import io.thawline.train.ShardTrainer;
import io.thawline.transfer.Transfer;
import io.thawline.transfer.TransferResult;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Loads the checkpoint into the network, scores it untrained, and commits both as round 0. */
final class TransferStep {
  private final RunContext context;
  private final RunJobs jobs;
  private final RunHistory history;

  TransferStep(RunContext context, RunJobs jobs, RunHistory history) {
    this.context = context;
    this.jobs = jobs;
    this.history = history;
  }

  Committed run(ComputedBy engine, PreparedPairs pairs) {
    context.progress().stage("Loading the checkpoint");
    TransferResult transfer = transfer();
    transfer.report().table().forEach(context.progress()::note);
    LoadReportFile.write(context.store(), transfer.report());
    RoundState state =
        new RoundState(
            Map.of(ShardTrainer.GENERATOR, NetworkState.untrained(transfer.weights())),
            Position.START,
            context.config().run().seed());
    context.progress().stage("Scoring the untrained transfer");
    SortedMap<String, Double> metrics = metrics(state);
    Decision decision = context.monitor().first(metrics.getOrDefault(Metrics.VAL_LOSS, Double.NaN));
    Committed committed = history.commit(state, 0, engine, metrics, decision, pairs);
    context.progress().committed(0);
    return committed;
  }

  private TransferResult transfer() {
    RunConfig config = context.config();
    Layout layout = jobs.setup().layout(ShardTrainer.GENERATOR);
    Checkpoint checkpoint = Models.read(config.init().from(), context.files(), ReadOptions.DEFAULT);
    return Transfer.plan(layout, checkpoint, config.init(), config.run().seed());
  }

  private SortedMap<String, Double> metrics(RoundState state) {
    Baselines baselines = jobs.evaluation().baselines();
    try (StateSender sender = new StateSender(context.spark(), state);
        SentState sent = sender.send(state)) {
      SortedMap<String, Double> metrics = new TreeMap<>();
      metrics.put(Metrics.VAL_LOSS, Metrics.mean(jobs.evaluation().score(sent)));
      metrics.put(Metrics.BLANK_PAGE, baselines.blankPage());
      metrics.put(Metrics.SOURCE_COPY, baselines.sourceCopy());
      return metrics;
    }
  }
}
