package io.thawline.jobs;

import io.thawline.config.Configuration;
import io.thawline.io.Opener;
import io.thawline.io.Source;
import io.thawline.schedule.Direction;
import io.thawline.schedule.Monitor;
import io.thawline.schedule.Schedule;
import io.thawline.storage.RunStore;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What every recipe works with.
 *
 * @param session where the job runs
 * @param configuration of the run
 * @param store the run directory
 * @param progress who is told
 */
public record RunContext(
    SparkSession session,
    Configuration<RunConfig> configuration,
    RunStore store,
    Progress progress) {
  /**
   * A context whose run directory is opened for writing, by this driver alone, until it closes the
   * store.
   *
   * @param opened is given the run directory before it is claimed
   * @throws io.thawline.errors.OwnedByAnotherDriverException when another driver has the run
   */
  public static RunContext open(
      SparkSession session,
      Configuration<RunConfig> configuration,
      Progress progress,
      Consumer<RunStore> opened) {
    RunOptions run = configuration.value().run();
    RunStore store = claimed(session, run, progress, opened);
    RunConfig sent =
        configuration.value().sent(JavaSparkContext.fromSparkContext(session.sparkContext()));
    return new RunContext(session, configuration.inEffect(sent), store, progress);
  }

  /** The directory of a run, for this driver alone; see {@link #open}. */
  public static RunStore claimed(
      SparkSession session, RunOptions run, Progress progress, Consumer<RunStore> opened) {
    RunStore store = RunStore.open(run.dir(), session.sparkContext().hadoopConfiguration());
    opened.accept(store);
    store.claim(
        session.sparkContext().applicationId(),
        Duration.ofSeconds(run.ownerTimeout()),
        progress::note);
    return store;
  }

  RunConfig config() {
    return configuration.value();
  }

  /** A place in the run directory. */
  String place(String name) {
    return config().run().dir() + "/" + name;
  }

  /** The schedule of the main network, which says how long the run is. */
  Schedule schedule() {
    return config().phases();
  }

  Monitor monitor() {
    Map<String, Direction> judged = config().learned().judged();
    String metric = config().monitor().metric();
    return new Monitor(config().monitor(), Objects.requireNonNull(judged.get(metric), metric));
  }

  JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  /** Reaches files wherever they lie; those of the web are fetched to this machine. */
  Opener files() {
    return FirstWeights.places(
        config().inits(), () -> session.sparkContext().hadoopConfiguration());
  }

  /** The contents of a small file. */
  byte[] bytes(String location) {
    try (Source source = files().open(location)) {
      return source.readAll();
    }
  }
}
