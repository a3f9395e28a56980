package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.SentState;
import io.thawline.cluster.StateSender;
import io.thawline.cluster.TrainingSetup;
import io.thawline.sample.Sample;
import io.thawline.state.RoundState;
import io.thawline.task.Task;
import io.thawline.train.Prefix;
import java.util.SortedMap;

/**
 * The Spark jobs of a run, over its placed samples.
 *
 * @param setup what their tasks know
 * @param training over the training shards
 * @param evaluation over the validation shards
 * @param frozen what is known of both once a phase begins
 * @param scheduledSteps optimizer steps that the schedule had when training began
 */
record RunJobs<S extends Sample>(
    TrainingSetup<S> setup,
    TrainingShards<S> training,
    EvaluationJob<S> evaluation,
    FrozenLayers frozen,
    long scheduledSteps) {
  /** How shards and tasks meet, in a line for the one who waits. */
  String describe(RunContext context) {
    int shards = context.config().averaging().workers();
    int threads = context.config().averaging().threads();
    return "%d shards, %s, %d thread%s a task"
        .formatted(
            shards,
            context.spark().isLocal()
                ? "one after another in this JVM"
                : "one at a time an executor",
            threads,
            threads == 1 ? "" : "s");
  }

  static <S extends Sample> RunJobs<S> over(
      RunContext context, Task<S> task, PreparedData<S> data, RunHistory history) {
    RunConfig config = context.config();
    TrainingSetup<S> plain = config.setup(task);
    long steps =
        history
            .scheduledSteps()
            .orElseGet(() -> TrainingShards.scheduledSteps(context, plain, data.training()));
    TrainingSetup<S> setup = plain.ending(steps);
    long now = TrainingShards.scheduledSteps(context, plain, data.training());
    if (now > steps && config.optimizer().rate().followsSchedule()) {
      context
          .progress()
          .note(
              "warning: optimizer.rate ends with the %d steps that the schedule had when the run began; what was added trains at the rate of its end"
                  .formatted(steps));
    }
    PlacedSamples<S> validation =
        new PlacedSamples<>(
            data.validation(), config.run().seed(), config.data().batches().validationShards());
    return new RunJobs<>(
        setup,
        new TrainingShards<>(context, setup, data.training()),
        new EvaluationJob<>(context.spark(), setup, validation.shuffled(0)),
        new FrozenLayers(
            config.prefixCache(),
            config.data().batches(),
            context.progress()::note,
            task,
            data.training().count(),
            data.validation().count()),
        steps);
  }

  /**
   * The metrics of a state on the validation data.
   *
   * @param prefix first stages that are computed once, as long as they stand still
   */
  SortedMap<String, Double> score(SentState sent, Prefix prefix) {
    return setup.task().metrics(evaluation.score(sent, prefix));
  }

  /** Likewise, of a state that no executor has yet. */
  SortedMap<String, Double> score(RunContext context, RoundState state) {
    try (StateSender sender = new StateSender(context.spark(), state);
        SentState sent = sender.send(state)) {
      return score(sent, Prefix.NONE);
    }
  }

  /** A state that no executor has yet, with BatchNorm's statistics of its weights. */
  RoundState recalibrated(RunContext context, RoundState state) {
    try (StateSender sender = new StateSender(context.spark(), state);
        SentState sent = sender.send(state)) {
      return training.recalibration().recalibrate(state, sent);
    }
  }
}
