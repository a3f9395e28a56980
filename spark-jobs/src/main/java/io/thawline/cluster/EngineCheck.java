package io.thawline.cluster;

import io.thawline.errors.RunFailedException;
import io.thawline.host.HostReport;
import io.thawline.state.ComputedBy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/** Loads the engine on every executor, with its start-up canary, before anything depends on it. */
public final class EngineCheck {
  private static final long PATIENCE_SECONDS = 30;

  private EngineCheck() {}

  /**
   * What one executor computes with, or why it cannot.
   *
   * @param computedBy empty list where the engine did not load
   */
  private record Answer(List<ComputedBy> computedBy, HostReport report) implements Serializable {}

  /**
   * What computes the results of this run's tasks.
   *
   * @param threads of the engine per task
   * @throws RunFailedException naming each host, where the engine cannot be loaded, computes wrong
   *     results, or computes other bits than elsewhere
   */
  public static ComputedBy run(JavaSparkContext spark, int threads) {
    Map<String, Answer> answers =
        EachExecutor.ask(
            spark,
            "check",
            "check the engine on every executor",
            PATIENCE_SECONDS,
            Answer.class,
            place -> {
              HostReport report = new HostReport(place);
              return new Answer(new ArrayList<>(load(threads, report)), report);
            });
    List<String> problems =
        answers.values().stream().flatMap(answer -> answer.report().problems().stream()).toList();
    if (!problems.isEmpty()) {
      throw new RunFailedException(problems);
    }
    Map<String, ComputedBy> origins = new TreeMap<>();
    answers.forEach((place, answer) -> origins.put(place, answer.computedBy().get(0)));
    return CommonOrigin.of(origins);
  }

  /**
   * Loads the engine in a task, once a JVM, and notes what it is. What is wrong with it becomes a
   * problem of the report: a task that failed would be tried again, three times.
   *
   * @return what computes here; empty when nothing can
   */
  public static List<ComputedBy> load(int threads, HostReport report) {
    try {
      ComputedBy computedBy = TaskDevice.open(threads).computedBy();
      report.fact("engine", computedBy.versions().getOrDefault("pytorch", "") + " ok");
      report.fact("processor", computedBy.capability());
      return List.of(computedBy);
    } catch (RunFailedException e) {
      report.fact("engine", "failed");
      report.problem("the engine does not work", String.join(" ", e.problems()));
      return List.of();
    }
  }
}
