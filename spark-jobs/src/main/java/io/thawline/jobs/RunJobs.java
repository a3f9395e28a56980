package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.PairRendering;
import io.thawline.cluster.ShardPlacement;
import io.thawline.cluster.TrainingJob;
import io.thawline.cluster.TrainingSetup;
import io.thawline.glyph.GlyphPair;
import org.apache.spark.api.java.JavaRDD;

/**
 * The Spark jobs of a run, over its placed samples.
 *
 * @param setup what their tasks know
 * @param training over the training shards
 * @param evaluation over the validation shards
 */
record RunJobs(TrainingSetup setup, TrainingJob training, EvaluationJob evaluation) {
  /** How shards and tasks meet, in a line for the one who waits. */
  String describe() {
    int threads = setup.threads();
    return "%d shards, %s, %d thread%s a task"
        .formatted(
            training.shards(),
            training.isInOneJvm() ? "one after another in this JVM" : "one at a time an executor",
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
            config.averaging().threads());
    PairRendering rendering = new PairRendering(context.session());
    String directory = config.run().dir();
    long seed = config.run().seed();
    JavaRDD<GlyphPair> training =
        ShardPlacement.place(
            rendering.read(pairs.trainingDirectory(directory)), config.averaging().workers(), seed);
    JavaRDD<GlyphPair> validation =
        ShardPlacement.place(
            rendering.read(pairs.validationDirectory(directory)),
            config.data().validationShards(),
            seed);
    return new RunJobs(
        setup,
        new TrainingJob(context.spark(), setup, training),
        new EvaluationJob(context.spark(), setup, validation));
  }
}
