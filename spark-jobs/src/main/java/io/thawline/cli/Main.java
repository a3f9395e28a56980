package io.thawline.cli;

import io.thawline.cluster.SessionNeeds;
import io.thawline.cluster.SparkSettings;
import io.thawline.config.Configuration;
import io.thawline.jobs.Compare;
import io.thawline.jobs.Doctor;
import io.thawline.jobs.Evaluate;
import io.thawline.jobs.FineTune;
import io.thawline.jobs.Generate;
import io.thawline.jobs.HandedOver;
import io.thawline.jobs.PlannedRun;
import io.thawline.jobs.Prepare;
import io.thawline.jobs.Progress;
import io.thawline.jobs.RunConfig;
import io.thawline.jobs.RunContext;
import io.thawline.jobs.SchedulePreview;
import io.thawline.jobs.TransferPreview;
import io.thawline.jobs.UseConfig;
import io.thawline.jobs.UseContext;
import io.thawline.storage.RunStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Where spark-submit, and so the launcher, begins. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true"); // a display would have AWT look for X11
    }
    Console console = Console.ofProcess();
    HadoopFiles files = new HadoopFiles(console.err()::println);
    int exitCode = new Commands<>(jobs(files), console, System.getenv()).run(arguments);
    // success returns: on YARN an exit before the driver's return counts as a failure
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static Jobs<RunConfig> jobs(HadoopFiles files) {
    return new Jobs<>(
        RunConfig.class,
        RunConfig::opened,
        config -> config.run().dir(),
        files,
        (configuration, progress) ->
            inSession(configuration, progress, files, context -> new Prepare(context).run()),
        (configuration, progress) ->
            inSession(configuration, progress, files, context -> new FineTune(context).run()),
        (first, runs, progress) -> compare(first.value(), runs, progress, files),
        Main::examine,
        config ->
            TransferPreview.lines(config, SparkHadoopUtil.get().newConfiguration(new SparkConf())),
        config ->
            SchedulePreview.lines(config, SparkHadoopUtil.get().newConfiguration(new SparkConf())),
        new UseJobs<>(
            UseConfig.class,
            config -> config.run().dir(),
            (configuration, progress) ->
                using(configuration, progress, files, context -> new Evaluate(context).run()),
            (configuration, progress) ->
                using(configuration, progress, files, context -> new Generate(context).run())));
  }

  private static Doctor.Findings examine(
      Optional<RunConfig> configuration, Optional<String> store) {
    SparkSession session =
        SparkSettings.open("thawline doctor", configuration.map(RunConfig::needs));
    try {
      return Doctor.examine(
          session,
          store.or(() -> configuration.map(config -> config.run().dir())).orElse(""),
          configuration.map(RunConfig::needs).map(SessionNeeds::setup));
    } finally {
      session.stop();
    }
  }

  private static void inSession(
      Configuration<RunConfig> configuration,
      Progress progress,
      HadoopFiles files,
      Consumer<RunContext> recipe) {
    progress.stage("Starting Spark");
    RunConfig config = configuration.value();
    SparkSession session = SparkSettings.open(config.run().name(), Optional.of(config.needs()));
    try {
      // known before it is claimed, so that a signal at any moment leaves it to the next driver
      run(recipe, RunContext.open(session, configuration, progress, files::own));
    } finally {
      session.stop(); // close declares an exception in Spark 4 and none in Spark 3
    }
  }

  private static void using(
      Configuration<UseConfig> configuration,
      Progress progress,
      HadoopFiles files,
      Consumer<UseContext> recipe) {
    UseConfig config = configuration.value();
    HandedOver handed = HandedOver.open(config.model(), new AnyPlace(System.getenv()));
    progress.stage("Starting Spark");
    SparkSession session =
        SparkSettings.open(config.run().name(), Optional.of(handed.needs(config)));
    try {
      recipe.accept(UseContext.open(session, config, handed, progress, files::own));
    } finally {
      session.stop();
    }
  }

  private static void compare(
      RunConfig first, List<PlannedRun<RunConfig>> runs, Progress progress, HadoopFiles files) {
    Compare.requireComparable(runs);
    progress.stage("Starting Spark");
    SessionNeeds needs =
        SessionNeeds.largest(
            runs.stream().map(run -> run.configuration().value().needs()).toList());
    SparkSession session = SparkSettings.open(first.run().name(), Optional.of(needs));
    try {
      RunStore store = RunContext.claimed(session, first.run(), progress, files::own);
      new Compare(session, store, progress, files::ownWithin).run(first.run().name(), runs);
    } finally {
      session.stop();
    }
  }

  /** What fails in a driver that lost its run fails for that reason, in whatever words. */
  private static void run(Consumer<RunContext> recipe, RunContext context) {
    try {
      recipe.accept(context);
    } catch (Throwable failure) { // Scala throws checked exceptions that no signature tells of
      if (Failure.of(failure).exitCode() != Failure.OWNED_BY_ANOTHER) {
        context.store().requireOwnerAfter(failure);
      }
      throw failure;
    }
  }
}
