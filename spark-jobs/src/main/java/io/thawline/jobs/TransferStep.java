package io.thawline.jobs;

import io.thawline.cluster.IdentityCheck;
import io.thawline.cluster.SentState;
import io.thawline.cluster.StateSender;
import io.thawline.errors.InputRefusedException;
import io.thawline.network.IdentityProof;
import io.thawline.schedule.Decision;
import io.thawline.state.ComputedBy;
import io.thawline.state.NetworkState;
import io.thawline.state.Position;
import io.thawline.state.RoundState;
import io.thawline.task.Baselines;
import io.thawline.train.ShardTrainer;
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
    TransferResult transfer = FirstWeights.of(context.config(), context.files());
    transfer.report().table().forEach(context.progress()::note);
    LoadReportFile.write(context.store(), transfer.report(), identityProof(transfer));
    RoundState state =
        new RoundState(
            Map.of(ShardTrainer.GENERATOR, NetworkState.untrained(transfer.weights())),
            Position.START,
            context.config().run().seed());
    context.progress().stage("Scoring the untrained transfer");
    SortedMap<String, Double> metrics = metrics(state);
    Decision decision = context.monitor().first(metrics.getOrDefault(Metrics.VAL_LOSS, Double.NaN));
    Committed committed = history.commit(state, 0, engine, metrics, decision, pairs);
    try {
      history.settle();
    } catch (PendingCommit.Failed failed) {
      throw failed.failure();
    }
    // the committed copy, for the transferred tensors may be views of the checkpoint's file
    return new Committed(history.first(), committed.record());
  }

  /** What the report tells of layers that were added without effect; empty without any. */
  private Map<String, Object> identityProof(TransferResult transfer) {
    if (!IdentityProof.isDue(context.config().model(), transfer.weights())) {
      return Map.of();
    }
    context.progress().stage("Comparing the network with the checkpoint's");
    long seed = context.config().run().seed();
    double difference =
        IdentityCheck.largestDifference(
            context.spark(), jobs.setup(), transfer.taken(), transfer.weights(), seed);
    if (difference != 0) {
      throw new InputRefusedException(
          "The model with the added attention does not draw what the model of %s draws: they differ by up to %s, so weights went to wrong places. Map them with init.match or init.rename."
              .formatted(context.config().init().from(), difference));
    }
    context
        .progress()
        .note(
            "The added layers change nothing yet: largest difference 0.0 on %d random images"
                .formatted(IdentityProof.SAMPLES));
    return Map.of("max_abs_diff", difference, "samples", IdentityProof.SAMPLES, "seed", seed);
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
