package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.report.Fact;
import io.thawline.state.RoundState;
import io.thawline.storage.Manifest;
import io.thawline.task.TextMetrics;
import io.thawline.task.TextTask;
import io.thawline.text.TextSample;
import io.thawline.text.TokenizerFile;
import io.thawline.transfer.TransferResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run that learns to classify texts, words or relations. */
final class TextRun implements RunTask<TextSample> {
  /** The validation loss of one who always answers with the shares of the classes. */
  private static final String CLASS_SHARES = "class_shares";

  private final RunContext context;
  private final TextTask task;
  private final TextData data;
  private final TokenizerFile tokenizer;

  TextRun(RunContext context, TextTask task, TextData data) {
    this.context = context;
    this.task = task;
    this.data = data;
    TokenizerFile file =
        TokenizerFile.read(data.tokenizer(), context.bytes(data.tokenizer()), data.lowercase());
    this.tokenizer = task.hasMarkers() ? file.withMarkers(task.options().markers()) : file;
  }

  @Override
  public TextTask task() {
    return task;
  }

  @Override
  public PreparedData<TextSample> prepare() {
    return new TextPreparation(context, task, data, tokenizer).texts();
  }

  @Override
  public Map<String, Object> identityProof(TransferResult transfer) {
    return Map.of();
  }

  @Override
  public List<String> baselines() {
    return List.of(CLASS_SHARES);
  }

  @Override
  public List<String> told() {
    return task.hasTokens()
        ? List.of(TextMetrics.ENTITY_F1)
        : List.of(TextMetrics.ACCURACY, TextMetrics.MACRO_F1);
  }

  @Override
  public SortedMap<String, Double> baselines(EvaluationJob<TextSample> evaluation) {
    int classes = task.model().classes();
    double[] shares = new double[classes];
    double samples = 0;
    for (double[] shard :
        evaluation.overShards("count the labels", texts -> shares(texts, classes))) {
      for (int c = 0; c < classes; c++) {
        shares[c] += shard[c];
        samples += shard[c];
      }
    }
    double loss = 0;
    for (double share : shares) {
      loss -= share == 0 ? 0 : share / samples * Math.log(share / samples);
    }
    return new TreeMap<>(Map.of(CLASS_SHARES, loss));
  }

  /** How much of the samples is of each class; those of one sample's labels are 1 together. */
  private static double[] shares(List<TextSample> texts, int classes) {
    double[] shares = new double[classes];
    for (TextSample text : texts) {
      int[] labels = Arrays.stream(text.labels()).filter(c -> c >= 0).toArray();
      for (int label : labels) {
        shares[label] += 1.0 / labels.length;
      }
    }
    return shares;
  }

  /** A directory that Hugging Face's {@code from_pretrained} opens. */
  @Override
  public void handOver(RoundState published) {
    new BertDirectory(task.model(), task.options().labels(), tokenizer)
        .files()
        .forEach((name, bytes) -> context.store().writeFile("final/" + name, bytes));
  }

  @Override
  public TaskReport report(
      RunHistory history, EvaluationJob<TextSample> evaluation, RoundState published) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Classes", String.join(", ", task.options().labels())));
    facts.add(new Fact("Tokenizer", TaskReport.fileName(data.tokenizer())));
    facts.add(new Fact("Adversary", adversary()));
    Manifest best = history.best();
    for (String metric : TextMetrics.ALL) {
      Double value = best.record().metrics().get(metric);
      if (value != null) {
        facts.add(
            new Fact(
                "%s of the best round".formatted(metric.replace('_', ' ')),
                String.format(Locale.ROOT, "%.4f", value)));
      }
    }
    return new TaskReport(
        "%s, %s"
            .formatted(task.options().name().replace('_', ' '), TaskReport.start(context.config())),
        "Mean cross-entropy of a sample's labels",
        List.of(),
        facts);
  }

  private String adversary() {
    return task.options().adversarial().kind().name().toLowerCase(Locale.ROOT);
  }
}
