package io.thawline.jobs;

import io.thawline.errors.ConfigurationException;
import io.thawline.report.Better;
import io.thawline.report.Measure;
import io.thawline.schedule.Direction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the runs of a comparison have in common, as far as their configurations tell. */
final class ComparedRuns {
  private final List<PlannedRun<RunConfig>> runs;

  ComparedRuns(List<PlannedRun<RunConfig>> runs) {
    this.runs = List.copyOf(runs);
  }

  /** The configuration of the first run of each arm. */
  Map<String, PlannedRun<RunConfig>> firsts() {
    Map<String, PlannedRun<RunConfig>> firsts = new LinkedHashMap<>();
    runs.forEach(run -> firsts.putIfAbsent(run.arm(), run));
    return firsts;
  }

  /**
   * Refuses ways that draw from other seeds: luck would be compared too.
   *
   * @throws ConfigurationException naming the seeds of each way
   */
  void requireEqualSeeds() {
    Map<String, SortedSet<Long>> seeds = new LinkedHashMap<>();
    runs.forEach(
        run ->
            seeds
                .computeIfAbsent(run.arm(), arm -> new TreeSet<>())
                .add(run.configuration().value().run().seed()));
    if (seeds.values().stream().distinct().count() > 1) {
      throw new ConfigurationException(
          "The ways to train have different seeds (%s): give --seeds, with which each way is trained, in the place of their own."
              .formatted(
                  seeds.entrySet().stream()
                      .map(arm -> arm.getKey() + ": " + arm.getValue())
                      .collect(Collectors.joining("; "))));
    }
  }

  /** The metric by which they are compared: the one that all of them watch, else their loss. */
  String metric() {
    List<String> watched = distinct(config -> config.monitor().metric());
    return watched.size() == 1 ? watched.get(0) : Metrics.VAL_LOSS;
  }

  /** Likewise, for readers. */
  Measure measure() {
    String metric = metric();
    Direction direction = config().learned().judged().get(metric);
    String words = metric.equals(Metrics.VAL_LOSS) ? "Validation loss" : RunReports.words(metric);
    return new Measure(words, direction == Direction.HIGHER ? Better.HIGHER : Better.LOWER);
  }

  /** What a reader should know before anything is trained. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (distinct(config -> config.monitor().metric()).size() > 1) {
      remarks.add(
          "Their runs watch different metrics (%s): they are compared by %s."
              .formatted(each(config -> config.monitor().metric()), Metrics.VAL_LOSS));
    }
    if (distinct(config -> config.phases().lastEpoch()).size() > 1) {
      remarks.add(
          "They train for different numbers of epochs (%s)."
              .formatted(each(config -> Integer.toString(config.phases().lastEpoch()))));
    }
    return remarks;
  }

  private RunConfig config() {
    return runs.get(0).configuration().value();
  }

  private <T> List<T> distinct(Function<RunConfig, T> of) {
    return runs.stream().map(run -> of.apply(run.configuration().value())).distinct().toList();
  }

  /** Such as {@code scratch: 5; full: 10}. */
  private String each(Function<RunConfig, String> of) {
    return firsts().values().stream()
        .map(run -> run.arm() + ": " + of.apply(run.configuration().value()))
        .collect(Collectors.joining("; "));
  }
}
