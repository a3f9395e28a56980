package io.thawline.jobs;

import io.thawline.cluster.EngineCheck;
import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.SentState;
import io.thawline.cluster.ShardPlacement;
import io.thawline.cluster.StateSender;
import io.thawline.sample.Sample;
import io.thawline.state.RoundState;
import io.thawline.storage.RunStore;
import io.thawline.task.Task;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What the recipes work with that use a handed-over network.
 *
 * @param session where the job runs
 * @param config of the job
 * @param handed the network, whose files tasks can read
 * @param store the directory of the job
 * @param progress who is told
 */
public record UseContext(
    SparkSession session, UseConfig config, HandedOver handed, RunStore store, Progress progress) {
  /**
   * A context whose directory is this driver's alone, until it closes the store.
   *
   * @param opened is given the directory before it is claimed
   * @throws io.thawline.errors.OwnedByAnotherDriverException when another driver has it
   */
  public static UseContext open(
      SparkSession session,
      UseConfig config,
      HandedOver handed,
      Progress progress,
      Consumer<RunStore> opened) {
    RunStore store = RunContext.claimed(session, config.run(), progress, opened);
    HandedOver sent = handed.sent(JavaSparkContext.fromSparkContext(session.sparkContext()));
    return new UseContext(session, config, sent, store, progress);
  }

  JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  /** A place in the directory of the job. */
  String place(String name) {
    return config.run().dir() + "/" + name;
  }

  /** The job over these samples. */
  <S extends Sample> EvaluationJob<S> job(Task<S> task, JavaRDD<S> samples) {
    EngineCheck.run(spark(), config.spread().threads());
    return new EvaluationJob<>(
        spark(),
        HandedOver.setup(task, config.spread()),
        ShardPlacement.place(samples, config.spread().shards(), config.run().seed(), 0));
  }

  /** What comes of the network's weights where executors have them. */
  <R> R withWeights(Task<?> task, Function<SentState, R> use) {
    RoundState state = handed.state(task.mainNetwork());
    try (StateSender sender = new StateSender(spark(), state);
        SentState sent = sender.send(state)) {
      return use.apply(sent);
    }
  }
}
