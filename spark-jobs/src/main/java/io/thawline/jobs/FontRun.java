package io.thawline.jobs;

import io.thawline.checkpoint.TorchScriptWriter;
import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.IdentityCheck;
import io.thawline.cluster.PairRendering;
import io.thawline.errors.InputRefusedException;
import io.thawline.glyph.GlyphPair;
import io.thawline.network.IdentityProof;
import io.thawline.network.Zi2ziScript;
import io.thawline.report.DroppedCharacter;
import io.thawline.report.Fact;
import io.thawline.state.RoundState;
import io.thawline.task.Baselines;
import io.thawline.task.FontTask;
import io.thawline.tensor.StateDict;
import io.thawline.tensor.TensorSpec;
import io.thawline.transfer.TransferResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run that learns to draw a font. */
final class FontRun implements RunTask<GlyphPair> {
  private static final String TORCH_SCRIPT = "final/model.pt";

  private final RunContext context;
  private final FontTask task;
  private final FontData data;

  FontRun(RunContext context, FontTask task, FontData data) {
    this.context = context;
    this.task = task;
    this.data = data;
  }

  @Override
  public FontTask task() {
    return task;
  }

  @Override
  public PreparedData<GlyphPair> prepare() {
    PairSources sources = PairSources.open(context, data, task.model().imageSize());
    PreparedPairs pairs = new PairPreparation(context, sources).pairs();
    return new PreparedData<>(
        pairs.fingerprint(),
        PairPreparation.summary(pairs),
        part(pairs.trainingDirectory(), pairs.training()),
        part(pairs.validationDirectory(), pairs.validation()),
        pairs.dropped().stream()
            .map(dropped -> new DroppedCharacter(dropped.character(), dropped.reason()))
            .toList());
  }

  private PreparedData.Part<GlyphPair> part(String directory, long count) {
    String run = context.config().run().dir();
    String location = run + "/" + directory;
    return new PreparedData.Part<>(
        location,
        count,
        () -> new PairRendering(context.session()).read(location),
        "Executors on other machines need a run.dir that all of them share, such as hdfs://; otherwise delete %s/prepared, to have them drawn again."
            .formatted(run));
  }

  @Override
  public Map<String, Object> identityProof(TransferResult transfer) {
    if (transfer.taken().size() == 0 || !IdentityProof.isDue(task.model(), transfer.weights())) {
      return Map.of();
    }
    context.progress().stage("Comparing the network with the checkpoint's");
    long seed = context.config().run().seed();
    double difference =
        IdentityCheck.largestDifference(
            context.spark(),
            task.model(),
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
    return List.of(Metrics.SOURCE_COPY, Metrics.BLANK_PAGE);
  }

  @Override
  public SortedMap<String, Double> baselines(EvaluationJob<GlyphPair> evaluation) {
    double[] sums = new double[3];
    for (double[] shard : evaluation.overShards("score the baselines", FontRun::sums)) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += shard[i];
      }
    }
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(Metrics.BLANK_PAGE, sums[1] / sums[0]);
    metrics.put(Metrics.SOURCE_COPY, sums[2] / sums[0]);
    return metrics;
  }

  /** How many pairs a shard has, and both baselines times that. */
  private static double[] sums(List<GlyphPair> pairs) {
    if (pairs.isEmpty()) {
      return new double[3];
    }
    Baselines mean = Baselines.of(pairs);
    return new double[] {
      pairs.size(), mean.blankPage() * pairs.size(), mean.sourceCopy() * pairs.size()
    };
  }

  /** The network with its weights, for programs that know neither this one nor its options. */
  @Override
  public void handOver(StateDict weights) {
    context.store().writeFile(TORCH_SCRIPT, out -> writeScript(weights, out));
  }

  private void writeScript(StateDict weights, OutputStream out) throws IOException {
    Set<String> parameters =
        task.model().network().layout().parameters().stream()
            .map(TensorSpec::name)
            .collect(Collectors.toUnmodifiableSet());
    String forward = Zi2ziScript.forward(task.model());
    TorchScriptWriter.write(weights, parameters, Zi2ziScript.ARGUMENTS, forward, out);
  }

  @Override
  public TaskReport report(
      RunHistory history, EvaluationJob<GlyphPair> evaluation, RoundState published) {
    return new TaskReport(
        "From %s to %s, from the checkpoint %s"
            .formatted(
                fileName(data.sourceFont()),
                fileName(data.targetFont()),
                fileName(context.config().init().from())),
        "Mean L1 on a scale of 0 to 1, over unseen characters",
        new GlyphSamples(context, task, evaluation).choose(history.first(), published),
        List.of(
            new Fact("Source font", fileName(data.sourceFont())),
            new Fact("Target font", fileName(data.targetFont())),
            new Fact("Size", "%1$d x %1$d pixels".formatted(task.model().imageSize()))));
  }

  private static String fileName(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }
}
