package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.TrainingSetup;

/**
 * The Spark jobs of a run, over its placed samples.
 *
 * @param setup what their tasks know
 * @param training over the training shards
 * @param evaluation over the validation shards
 */
record RunJobs(TrainingSetup setup, TrainingShards training, EvaluationJob evaluation) {
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

  static RunJobs over(RunContext context, PreparedPairs pairs) {
    RunConfig config = context.config();
    TrainingSetup setup =
        new TrainingSetup(
            config.model(),
            config.optimizer(),
            config.data().batchSize(),
            config.data().validationBatchSize(),
            config.averaging());
    PlacedPairs validation =
        new PlacedPairs(
            context,
            pairs.validationDirectory(),
            pairs.validation(),
            config.data().validationShards());
    return new RunJobs(
        setup,
        new TrainingShards(context, setup, pairs),
        new EvaluationJob(context.spark(), setup, validation.shuffled(0)));
  }
}
