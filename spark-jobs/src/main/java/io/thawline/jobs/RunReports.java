package io.thawline.jobs;

import io.thawline.report.Baseline;
import io.thawline.report.Fact;
import io.thawline.report.Monitored;
import io.thawline.report.Phase;
import io.thawline.report.RoundRow;
import io.thawline.report.RunReport;
import io.thawline.report.Scores;
import io.thawline.schedule.PhaseOptions;
import io.thawline.state.ComputedBy;
import io.thawline.state.Position;
import io.thawline.storage.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells a run's manifests in the words of a report. */
final class RunReports {
  private final RunContext context;
  private final RunConfig config;
  private final RunHistory history;
  private final PreparedData<?> prepared;

  RunReports(RunContext context, RunHistory history, PreparedData<?> prepared) {
    this.context = context;
    this.config = context.config();
    this.history = history;
    this.prepared = prepared;
  }

  /**
   * The page.
   *
   * @param task what its kind of task adds
   * @param baselines names of the metrics that round 0 has of drawers, guessers and the like
   */
  RunReport of(TaskReport task, List<String> baselines) {
    return new RunReport(
        config.run().name(),
        task.summary(),
        scores(task.score(), baselines),
        rounds(),
        phases(),
        task.sections(),
        LoadReportFile.read(context.store()).section(),
        facts(),
        data(task.data()),
        prepared.dropped());
  }

  private Scores scores(String metric, List<String> names) {
    Manifest first = history.rounds().get(0);
    Manifest best = history.best();
    List<Baseline> baselines = new ArrayList<>();
    baselines.add(new Baseline("Untrained transfer", Metrics.of(first, Metrics.VAL_LOSS)));
    names.forEach(name -> baselines.add(new Baseline(words(name), Metrics.of(first, name))));
    return new Scores(
        metric, best.round(), Metrics.of(best, Metrics.VAL_LOSS), monitored(best), baselines);
  }

  private Optional<Monitored> monitored(Manifest best) {
    String metric = context.monitor().metric();
    return metric.equals(Metrics.VAL_LOSS)
        ? Optional.empty()
        : Optional.of(new Monitored(metric.replace('_', ' '), Metrics.of(best, metric)));
  }

  /** Such as {@code Blank page} of {@code blank_page}. */
  static String words(String metric) {
    String words = metric.replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private List<RoundRow> rounds() {
    return history.rounds().stream()
        .skip(1)
        .map(
            round ->
                new RoundRow(
                    round.round(),
                    round.record().phase(),
                    round.position().step(),
                    Metrics.of(round, Metrics.TRAIN_LOSS),
                    Metrics.of(round, Metrics.VAL_LOSS),
                    Metrics.of(round, Metrics.SECONDS)))
        .toList();
  }

  private List<Phase> phases() {
    List<Phase> phases = new ArrayList<>();
    config
        .schedule()
        .forEach(
            (number, phase) ->
                phases.add(new Phase(number, words(phase) + held(number) + undone(number))));
    return phases;
  }

  private String held(int phase) {
    Set<Integer> undone = new TreeSet<>(history.undone());
    undone.remove(phase); // its own words are of when it trained
    String held =
        RateZero.words(
            config.phases(), phase, undone, config.model().network().layout(), history.origin());
    return held.isEmpty() ? "" : "; " + held;
  }

  private String undone(int phase) {
    return history.undone().contains(phase) ? "; undone, for no round of it was a new best" : "";
  }

  private String words(PhaseOptions phase) {
    String rate = "at " + phase.lr().orElse(config.optimizer().lr());
    String thawed =
        phase.thawedLr().isPresent() ? ", thawed before at " + phase.thawedLr().getAsDouble() : "";
    return String.join(", ", phase.params()) + " " + rate + thawed;
  }

  private List<Fact> facts() {
    Position end = history.latest().position();
    ComputedBy engine = history.latest().record().computedBy();
    return List.of(
        new Fact("Seed", Long.toString(config.run().seed())),
        new Fact("Rounds", Integer.toString(end.round())),
        new Fact("Optimizer steps", Long.toString(end.step())),
        new Fact("Samples trained", Long.toString(end.samples())),
        new Fact("Shards", Integer.toString(config.averaging().workers())),
        new Fact("Batch size", Integer.toString(config.data().batches().size())),
        new Fact("Optimizer", config.optimizer().kind().name()),
        new Fact("Threads a task", Integer.toString(engine.threads())),
        new Fact("Vector width", engine.capability()),
        new Fact("PyTorch", engine.versions().getOrDefault("pytorch", "unknown")));
  }

  private List<Fact> data(List<Fact> more) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Training samples", Long.toString(prepared.training().count())));
    facts.add(new Fact("Validation samples", Long.toString(prepared.validation().count())));
    facts.addAll(more);
    return facts;
  }
}
