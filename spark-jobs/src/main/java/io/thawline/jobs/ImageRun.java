package io.thawline.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.thawline.cluster.EvaluationJob;
import io.thawline.image.LabelledImage;
import io.thawline.network.ImageClassifier;
import io.thawline.report.Fact;
import io.thawline.state.RoundState;
import io.thawline.task.ImageClassificationOptions;
import io.thawline.task.ImageClassificationTask;
import io.thawline.transfer.TransferResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run that learns to tell which class an image is of. */
final class ImageRun implements RunTask<LabelledImage> {
  private static final String LABELS = "final/labels.json";
  private static final String PREPROCESS = "final/preprocess.json";
  private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();
  private static final double WHITE = 255;

  private final RunContext context;
  private final ImageClassificationOptions options;
  private final ImageData data;
  private @Nullable ImageSet images;

  ImageRun(RunContext context, ImageClassificationOptions options, ImageData data) {
    this.context = context;
    this.options = options;
    this.data = data;
  }

  @Override
  public PreparedData<LabelledImage> prepare() {
    ImageClassifier classifier = ImageClassifier.of(context.config().model()).orElseThrow();
    ImageSet prepared = new ImagePreparation(context, data, classifier).images();
    images = prepared;
    return prepared.data();
  }

  private ImageSet images() {
    if (images == null) {
      throw new IllegalStateException("the images are not prepared");
    }
    return images;
  }

  @Override
  public ImageClassificationTask task() {
    return options.task(context.config().model(), options.classWeights().of(images().counts()));
  }

  @Override
  public Map<String, Object> identityProof(TransferResult transfer) {
    return Map.of();
  }

  @Override
  public List<String> baselines() {
    return List.of(Metrics.CLASS_FREQUENCIES);
  }

  @Override
  public List<String> told() {
    return List.of(ImageClassificationTask.ACCURACY, ImageClassificationTask.MACRO_F1);
  }

  /**
   * What two guessers score that know nothing but how frequent classes are in training: the loss of
   * one that answers with the frequencies, the accuracy of one that answers with the most frequent.
   */
  @Override
  public SortedMap<String, Double> baselines(EvaluationJob<LabelledImage> evaluation) {
    int classes = images().labels().size();
    List<long[]> shards =
        evaluation.overShards("score the baselines", shard -> counts(shard, classes));
    long all = 0;
    long[] sums = new long[classes];
    for (long[] shard : shards) {
      for (int i = 0; i < classes; i++) {
        sums[i] += shard[i];
        all += shard[i];
      }
    }
    List<Long> trained = images().counts();
    double of = trained.stream().mapToLong(Long::longValue).sum();
    double loss = 0;
    int most = 0;
    for (int i = 0; i < classes; i++) {
      loss -= sums[i] * Math.log(trained.get(i) / of);
      most = trained.get(i) > trained.get(most) ? i : most;
    }
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(Metrics.CLASS_FREQUENCIES, loss / all);
    metrics.put(Metrics.MOST_FREQUENT_ACCURACY, (double) sums[most] / all);
    return metrics;
  }

  private static long[] counts(List<LabelledImage> shard, int classes) {
    long[] counts = new long[classes];
    shard.forEach(image -> counts[image.label()]++);
    return counts;
  }

  @Override
  public void handOver(RoundState published) {
    context.store().writeFile(LABELS, out -> out.write(JSON.writeValueAsBytes(images().labels())));
    context.store().writeFile(PREPROCESS, out -> out.write(JSON.writeValueAsBytes(preprocess())));
  }

  /** All that stands between an image file and the network. */
  private Map<String, Object> preprocess() {
    ImageClassificationTask task = task();
    Map<String, Object> steps = new LinkedHashMap<>();
    steps.put("colour", task.classifier().channels() == 1 ? "L" : "RGB");
    steps.put("image_size", task.classifier().imageSize());
    steps.put("resize", "bilinear");
    steps.put("keep_aspect_ratio", false);
    steps.put("divide_by", WHITE);
    steps.put("mean", task.normalise().mean());
    steps.put("std", task.normalise().std());
    return steps;
  }

  @Override
  public TaskReport report(
      RunHistory history, EvaluationJob<LabelledImage> evaluation, RoundState published) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Classes", Integer.toString(images().labels().size())));
    facts.add(new Fact("Size", "%1$d x %1$d pixels".formatted(task().classifier().imageSize())));
    for (String name : told()) {
      facts.add(
          new Fact("Best " + name.replace('_', ' '), share(Metrics.of(history.best(), name))));
    }
    facts.add(
        new Fact(
            "Accuracy of always answering the most frequent class",
            share(Metrics.of(history.rounds().get(0), Metrics.MOST_FREQUENT_ACCURACY))));
    return new TaskReport(
        "Which of %d classes an image is of, %s"
            .formatted(images().labels().size(), data.train().location()),
        "Mean cross-entropy in nats, over validation images",
        new ImageSections(context, task(), images().labels(), evaluation).of(published),
        facts);
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
