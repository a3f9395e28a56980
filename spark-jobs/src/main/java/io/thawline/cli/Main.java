package io.thawline.cli;

import io.thawline.cluster.SparkSettings;
import io.thawline.config.Configuration;
import io.thawline.jobs.FineTune;
import io.thawline.jobs.Prepare;
import io.thawline.jobs.Progress;
import io.thawline.jobs.RunConfig;
import io.thawline.jobs.RunContext;
import io.thawline.jobs.TransferPreview;
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
    int exitCode = new Commands<>(jobs(), Console.ofProcess(), System.getenv()).run(arguments);
    // success returns: on YARN an exit before the driver's return counts as a failure
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private static Jobs<RunConfig> jobs() {
    HadoopFiles files = new HadoopFiles();
    return new Jobs<>(
        RunConfig.class,
        config -> config.run().dir(),
        files,
        (configuration, progress) ->
            inSession(configuration, progress, context -> new Prepare(context).run()),
        (configuration, progress) ->
            inSession(configuration, progress, context -> new FineTune(context).run()),
        config ->
            TransferPreview.lines(config, SparkHadoopUtil.get().newConfiguration(new SparkConf())));
  }

  private static void inSession(
      Configuration<RunConfig> configuration, Progress progress, Consumer<RunContext> recipe) {
    progress.stage("Starting Spark");
    SparkSession session = SparkSettings.open(configuration.value().run().name());
    try (RunContext context = RunContext.open(session, configuration, progress)) {
      recipe.accept(context);
    } finally {
      session.stop(); // close declares an exception in Spark 4 and none in Spark 3
    }
  }
}
