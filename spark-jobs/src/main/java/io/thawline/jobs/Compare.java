package io.thawline.jobs;

import io.thawline.report.Arm;
import io.thawline.report.Comparison;
import io.thawline.report.ComparisonPage;
import io.thawline.report.CurvePoint;
import io.thawline.report.DrawnByArms;
import io.thawline.report.GlyphSheet;
import io.thawline.report.RunReport;
import io.thawline.storage.Manifest;
import io.thawline.storage.RunStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Trains in several ways on the same data, one run after another, and shows them on one page. Each
 * run is one like any other in a directory of its own: started again, the comparison goes on where
 * it was, and what is finished trains nothing.
 */
public final class Compare {
  private static final String PAGE = "compare.html";
  private static final String NUMBERS = "compare.json";

  private final SparkSession session;
  private final RunStore store;
  private final Progress progress;
  private final Consumer<RunStore> opened;

  /**
   * A comparison.
   *
   * @param store the directory of its page, which this driver owns
   * @param opened is given the directory of each run before that is claimed
   */
  public Compare(
      SparkSession session, RunStore store, Progress progress, Consumer<RunStore> opened) {
    this.session = session;
    this.store = store;
    this.progress = progress;
    this.opened = opened;
  }

  /**
   * Refuses runs that no comparison is made of, before a session is started for them.
   *
   * @throws io.thawline.errors.ConfigurationException when ways differ in their seeds
   */
  public static void requireComparable(List<PlannedRun<RunConfig>> runs) {
    new ComparedRuns(runs).requireEqualSeeds();
  }

  /**
   * Trains all runs and writes the page.
   *
   * @param name of the comparison
   * @param runs at least one; those of one arm differ in their seed alone
   * @throws io.thawline.errors.UserException before anything is trained, when a run cannot be, or
   *     some are validated on other samples
   */
  public void run(String name, List<PlannedRun<RunConfig>> runs) {
    requireComparable(runs);
    ComparedRuns compared = new ComparedRuns(runs);
    requireTrainable(compared.firsts());
    List<String> remarks = new ArrayList<>(compared.remarks());
    remarks.addAll(new ComparedData(session, progress, opened).remarks(compared.firsts()));
    remarks.forEach(remark -> progress.note("warning: " + remark));
    Map<String, List<Trained>> arms = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      PlannedRun<RunConfig> planned = runs.get(i);
      RunConfig config = planned.configuration().value();
      progress.stage(
          "Run %d of %d: %s, seed %d"
              .formatted(i + 1, runs.size(), planned.arm(), config.run().seed()));
      arms.computeIfAbsent(planned.arm(), arm -> new ArrayList<>())
          .add(trained(planned, compared.metric()));
    }
    Comparison comparison =
        new Comparison(name, summary(runs), compared.measure(), arms(arms), glyphs(arms), remarks);
    ComparisonNumbers numbers = new ComparisonNumbers(comparison, compared.metric());
    store.writeFile(PAGE, ComparisonPage.write(comparison));
    store.writeFile(NUMBERS, numbers.json());
    List<String> lines = new ArrayList<>(numbers.lines());
    lines.add("report  " + store.location() + "/" + PAGE);
    progress.finished(lines);
  }

  /** Refuses what cannot be trained before anything else has trained for long. */
  private void requireTrainable(Map<String, PlannedRun<RunConfig>> arms) {
    progress.stage("Looking at the checkpoints");
    arms.values()
        .forEach(
            run ->
                FirstWeights.origin(
                    run.configuration().value(),
                    () -> session.sparkContext().hadoopConfiguration()));
  }

  /** What a run came to. */
  private record Trained(List<CurvePoint> curve, Optional<GlyphSheet> glyphs) {}

  private Trained trained(PlannedRun<RunConfig> planned, String metric) {
    RunContext context = RunContext.open(session, planned.configuration(), progress, opened);
    try (RunStore own = context.store()) {
      RunReport report = new FineTune(context).run();
      return new Trained(curve(own.manifests(), metric), sheet(report));
    }
  }

  private static Optional<GlyphSheet> sheet(RunReport report) {
    return report.sections().stream()
        .filter(GlyphSheet.class::isInstance)
        .map(GlyphSheet.class::cast)
        .findFirst();
  }

  private static List<Arm> arms(Map<String, List<Trained>> trained) {
    List<Arm> arms = new ArrayList<>();
    trained.forEach(
        (arm, own) -> arms.add(new Arm(arm, own.stream().map(Trained::curve).toList())));
    return arms;
  }

  /** What the first run of each arm draws; empty where one draws nothing, or in another size. */
  private static Optional<DrawnByArms> glyphs(Map<String, List<Trained>> trained) {
    List<GlyphSheet> sheets =
        trained.values().stream().flatMap(own -> own.get(0).glyphs().stream()).toList();
    boolean alike = sheets.stream().map(GlyphSheet::side).distinct().count() == 1;
    return alike && sheets.size() == trained.size()
        ? Optional.of(DrawnByArms.of(List.copyOf(trained.keySet()), sheets))
        : Optional.empty();
  }

  private static List<CurvePoint> curve(List<Manifest> rounds, String metric) {
    List<CurvePoint> points = new ArrayList<>();
    double seconds = 0;
    for (Manifest round : rounds) {
      seconds += round.record().metrics().getOrDefault(Metrics.SECONDS, 0.0);
      points.add(new CurvePoint(round.position().samples(), Metrics.of(round, metric), seconds));
    }
    return points;
  }

  private static String summary(List<PlannedRun<RunConfig>> runs) {
    return "%d runs".formatted(runs.size());
  }
}
