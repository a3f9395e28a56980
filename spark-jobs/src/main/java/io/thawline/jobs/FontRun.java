package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.IdentityCheck;
import io.thawline.cluster.PairRendering;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.IdentityProof;
import io.thawline.report.DroppedSample;
import io.thawline.report.Fact;
import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;
import io.thawline.task.Baselines;
import io.thawline.task.FontTask;
import io.thawline.task.Task;
import io.thawline.transfer.TransferResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run that learns to draw a font. */
final class FontRun implements RunTask<GlyphPair> {
  private static final String COUNT = "count";

  private final RunContext context;
  private final Task<GlyphPair> task;
  private final FontTask drawing;
  private final FontData data;

  /**
   * A run of a task.
   *
   * @param task what is learned
   * @param drawing the part of it that draws
   */
  FontRun(RunContext context, Task<GlyphPair> task, FontTask drawing, FontData data) {
    this.context = context;
    this.task = task;
    this.drawing = drawing;
    this.data = data;
  }

  @Override
  public Task<GlyphPair> task() {
    return task;
  }

  @Override
  public PreparedData<GlyphPair> prepare() {
    PairSources sources = PairSources.open(context, data, drawing.model().imageSize());
    PreparedPairs pairs = new PairPreparation(context, sources).pairs();
    return new PreparedData<>(
        pairs.fingerprint(),
        PairPreparation.summary(pairs),
        part(sources.content(sources.training()), pairs.trainingDirectory(), pairs.training()),
        part(
            sources.content(sources.validation()), pairs.validationDirectory(), pairs.validation()),
        pairs.dropped().stream()
            .map(dropped -> new DroppedSample(named(dropped.character()), dropped.reason()))
            .toList());
  }

  private static String named(String character) {
    return "%s U+%04X".formatted(character, character.codePointAt(0));
  }

  private PreparedData.Part<GlyphPair> part(String content, String directory, long count) {
    String run = context.config().run().dir();
    String location = run + "/" + directory;
    return new PreparedData.Part<>(
        content,
        location,
        count,
        () -> new PairRendering(context.session()).read(location),
        "Executors on other machines need a run.dir that all of them share, such as hdfs://; otherwise delete %s/prepared, to have them drawn again."
            .formatted(run));
  }

  @Override
  public Map<String, Object> identityProof(TransferResult transfer) {
    if (transfer.taken().size() == 0 || !IdentityProof.isDue(drawing.model(), transfer.weights())) {
      return Map.of();
    }
    context.progress().stage("Comparing the network with the checkpoint's");
    long seed = context.config().run().seed();
    double difference =
        IdentityCheck.largestDifference(
            context.spark(),
            drawing.model(),
            context.config().averaging().threads(),
            transfer.taken(),
            transfer.weights(),
            seed);
    if (difference != 0) {
      throw new InputRefusedException(
          "The model with the added attention does not draw what the model of %s draws: they differ by up to %s, so weights went to wrong places. Map them with init.match or init.rename."
              .formatted(context.config().init().from(), difference));
    }
    context
        .progress()
        .note(
            "The added layers change nothing yet: largest difference 0.0 on %d random images"
                .formatted(IdentityProof.SAMPLES));
    return Map.of("max_abs_diff", difference, "samples", IdentityProof.SAMPLES, "seed", seed);
  }

  @Override
  public List<String> baselines() {
    return List.of(Baselines.SOURCE_COPY, Baselines.BLANK_PAGE);
  }

  @Override
  public List<String> told() {
    return List.of();
  }

  @Override
  public SortedMap<String, Double> baselines(EvaluationJob<GlyphPair> evaluation) {
    int side = drawing.model().imageSize();
    SortedMap<String, Double> means = new TreeMap<>();
    long count = 0;
    for (SortedMap<String, Double> shard :
        evaluation.overShards("score the baselines", pairs -> sums(pairs, side))) {
      count += Objects.requireNonNull(shard.remove(COUNT)).longValue();
      shard.forEach((name, sum) -> means.merge(name, sum, Double::sum));
    }
    double all = count;
    means.replaceAll((name, sum) -> sum / all);
    return means;
  }

  private static SortedMap<String, Double> sums(List<GlyphPair> pairs, int side) {
    SortedMap<String, Double> sums = Baselines.sums(pairs, side);
    sums.put(COUNT, (double) pairs.size());
    return sums;
  }

  @Override
  public void handOver(RoundState published) {
    new FontHandOver(context.store(), drawing, data.style()).write(published);
  }

  @Override
  public TaskReport report(
      RunHistory history, EvaluationJob<GlyphPair> evaluation, RoundState published) {
    return new TaskReport(
        "From %s to %s, %s"
            .formatted(fileName(data.sourceFont()), fileName(data.targetFont()), start()),
        "Mean L1 on a scale of 0 to 1, over unseen characters",
        List.of(new GlyphSamples(context, drawing, evaluation).choose(history.first(), published)),
        List.of(
            new Fact("Source font", fileName(data.sourceFont())),
            new Fact("Target font", fileName(data.targetFont())),
            new Fact("Size", "%1$d x %1$d pixels".formatted(drawing.model().imageSize())),
            scores("RMSE", FontTask.RMSE, history),
            scores("SSIM (Wang et al. 2004)", FontTask.SSIM, history)));
  }

  /** What the best round has of a metric, beside those that learned nothing. */
  private static Fact scores(String label, String metric, RunHistory history) {
    Manifest first = history.rounds().get(0);
    return new Fact(
        label,
        String.format(
            Locale.ROOT,
            "%.4f; untrained %.4f, source copy %.4f, blank page %.4f",
            Metrics.of(history.best(), metric),
            Metrics.of(first, metric),
            Metrics.of(first, Baselines.SOURCE_COPY + "_" + metric),
            Metrics.of(first, Baselines.BLANK_PAGE + "_" + metric)));
  }

  private String start() {
    return context.config().startsFresh()
        ? "from fresh weights"
        : "from the checkpoint " + fileName(context.config().init().from());
  }

  private static String fileName(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }
}
