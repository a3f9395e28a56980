package io.thawline.jobs;

import io.thawline.cluster.ExecutorReport;
import io.thawline.cluster.TrainingSetup;
import io.thawline.host.HostReport;
import io.thawline.inspect.TextTable;
import io.thawline.storage.StoreProbe;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Examines every executor, so that what is wrong shows before a run does. */
public final class Doctor {
  private static final String NO_EXECUTOR =
      "no executor came within two minutes: look at the master's page for free cores and memory, and ask for less (spark.executor.memory, spark.executor.cores)";

  private Doctor() {}

  /**
   * What was found.
   *
   * @param table a row an executor
   * @param warnings one line each, of what a run can live with
   * @param problems one line each: where, what, and how to mend it; empty when all is well
   */
  public record Findings(List<String> table, List<String> warnings, List<String> problems) {}

  /**
   * Examines all executors of a session, one task each.
   *
   * @param store the location that driver and executors are to write to; empty for none
   * @param setup what a run's tasks will compute; empty when no run is meant
   */
  public static Findings examine(
      SparkSession session, String store, Optional<TrainingSetup> setup) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    List<HostReport> executors = ExecutorReport.of(store, setup).collect(spark);
    List<String> warnings = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    executors.forEach(report -> warnings.addAll(report.warnings()));
    executors.forEach(report -> problems.addAll(report.problems()));
    if (executors.isEmpty()) {
      problems.add(NO_EXECUTOR);
    }
    if (!store.isEmpty()) {
      HostReport driver = new HostReport("driver");
      StoreProbe.describe(store, session.sparkContext().hadoopConfiguration(), driver);
      warnings.addAll(driver.warnings());
      problems.addAll(driver.problems());
    }
    return new Findings(table(executors), warnings, problems);
  }

  private static List<String> table(List<HostReport> reports) {
    Set<String> headings = new LinkedHashSet<>();
    reports.forEach(report -> headings.addAll(report.facts().keySet()));
    List<String> first = new ArrayList<>(List.of("host"));
    first.addAll(headings);
    TextTable table = new TextTable(first.size(), first);
    for (HostReport report : reports) {
      List<String> row = new ArrayList<>(List.of(report.place()));
      headings.forEach(heading -> row.add(report.facts().getOrDefault(heading, "-")));
      table.add(row);
    }
    return reports.isEmpty() ? List.of() : table.lines();
  }
}
