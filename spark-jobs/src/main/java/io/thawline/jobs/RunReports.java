package io.thawline.jobs;

import io.thawline.report.Baseline;
import io.thawline.report.Fact;
import io.thawline.report.GlyphSheet;
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

  RunReport of(GlyphSheet glyphs) {
    return new RunReport(
        config.run().name(),
        "From %s to %s, from the checkpoint %s"
            .formatted(
                fileName(config.data().sourceFont()),
                fileName(config.data().targetFont()),
                fileName(config.init().from())),
        scores(),
        rounds(),
        phases(),
        glyphs,
        LoadReportFile.read(context.store()).section(),
        facts(),
        data(),
        prepared.dropped());
  }

  private static String fileName(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private Scores scores() {
    Manifest first = history.rounds().get(0);
    Manifest best = history.best();
    return new Scores(
        "Mean L1 on a scale of 0 to 1, over unseen characters",
        best.round(),
        Metrics.of(best, Metrics.VAL_LOSS),
        List.of(
            new Baseline("Untrained transfer", Metrics.of(first, Metrics.VAL_LOSS)),
            new Baseline("Source copy", Metrics.of(first, Metrics.SOURCE_COPY)),
            new Baseline("Blank page", Metrics.of(first, Metrics.BLANK_PAGE))));
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
    config.schedule().forEach((number, phase) -> phases.add(new Phase(number, words(phase))));
    return phases;
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
        new Fact("Batch size", Integer.toString(config.data().batchSize())),
        new Fact("Optimizer", config.optimizer().kind().name()),
        new Fact("Threads a task", Integer.toString(engine.threads())),
        new Fact("Vector width", engine.capability()),
        new Fact("PyTorch", engine.versions().getOrDefault("pytorch", "unknown")));
  }

  private List<Fact> data() {
    return List.of(
        new Fact("Source font", fileName(config.data().sourceFont())),
        new Fact("Target font", fileName(config.data().targetFont())),
        new Fact("Training pairs", Long.toString(prepared.training().count())),
        new Fact("Validation pairs", Long.toString(prepared.validation().count())),
        new Fact("Size", "%1$d x %1$d pixels".formatted(config.model().imageSize())));
  }
}
