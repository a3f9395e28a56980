package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.PairRendering;
import io.thawline.cluster.ShardPlacement;
import io.thawline.cluster.TrainingJob;
import io.thawline.cluster.TrainingSetup;
import io.thawline.errors.RunFailedException;
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
    TrainingSetup setup = setup(config);
    JavaRDD<GlyphPair> training =
        placed(context, pairs.trainingDirectory(), pairs.training(), config.averaging().workers());
    JavaRDD<GlyphPair> validation =
        placed(
            context,
            pairs.validationDirectory(),
            pairs.validation(),
            config.data().validationShards());
    return new RunJobs(
        setup,
        new TrainingJob(context.spark(), setup, training),
        new EvaluationJob(context.spark(), setup, validation));
  }

  static TrainingSetup setup(RunConfig config) {
    return new TrainingSetup(
        config.model(),
        config.optimizer(),
        config.data().batchSize(),
        config.data().validationBatchSize(),
        config.averaging().threads());
  }

  /** Counts what it placed: executors that share no disk would each see a part, or nothing. */
  private static JavaRDD<GlyphPair> placed(
      RunContext context, String part, long expected, int shards) {
    String directory = context.config().run().dir() + "/" + part;
    JavaRDD<GlyphPair> placed =
        ShardPlacement.place(
            new PairRendering(context.session()).read(directory),
            shards,
            context.config().run().seed());
    long found = placed.count();
    if (found != expected) {
      throw new RunFailedException(
          "%s holds %d of its %d pairs. Executors on other machines need a run.dir that all of them share, such as hdfs://; otherwise delete %s, to have them drawn again."
              .formatted(directory, found, expected, context.config().run().dir() + "/prepared"));
    }
    return placed;
  }
}
