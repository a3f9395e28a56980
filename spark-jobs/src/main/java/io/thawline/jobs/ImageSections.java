package io.thawline.jobs;

import io.thawline.cluster.EvaluationJob;
import io.thawline.cluster.SentState;
import io.thawline.cluster.StateSender;
import io.thawline.image.LabelledImage;
import io.thawline.nn.StepScope;
import io.thawline.report.ConfusionMatrix;
import io.thawline.report.Section;
import io.thawline.report.Table;
import io.thawline.report.Table.Cell;
import io.thawline.report.Table.Figure;
import io.thawline.report.Table.Picture;
import io.thawline.report.Table.Text;
import io.thawline.state.RoundState;
import io.thawline.task.ImageClassificationTask;
import io.thawline.task.Likelihoods;
import io.thawline.task.LoadedNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the page shows of a classifier: which classes it takes for which, and where it fails. */
final class ImageSections {
  /** A larger matrix is no longer read; then the most frequent mistakes are listed. */
  private static final int MATRIX = 40;

  private static final int MISTAKES = 40;
  private static final int LABEL = 0;
  private static final int ANSWER = 1;
  private static final int LOSS = 2;

  private final RunContext context;
  private final ImageClassificationTask task;
  private final List<String> labels;
  private final EvaluationJob<LabelledImage> evaluation;

  ImageSections(
      RunContext context,
      ImageClassificationTask task,
      List<String> labels,
      EvaluationJob<LabelledImage> evaluation) {
    this.context = context;
    this.task = task;
    this.labels = labels;
    this.evaluation = evaluation;
  }

  List<Section> of(RoundState published) {
    Map<String, double[]> answers;
    try (StateSender sender = new StateSender(context.spark(), published);
        SentState sent = sender.send(published)) {
      ImageClassificationTask asked = task;
      answers =
          evaluation.compute(
              sent,
              "answer every image",
              (networks, scope, batch) -> answers(asked, networks, scope, batch));
    }
    List<Section> sections = new ArrayList<>();
    sections.add(labels.size() <= MATRIX ? matrix(answers) : mistakes(answers));
    if (context.config().report().worst() > 0) {
      sections.add(worst(answers));
    }
    return sections;
  }

  /** Of each image label, answer and loss. */
  private static List<double[]> answers(
      ImageClassificationTask task,
      LoadedNetworks networks,
      StepScope scope,
      List<LabelledImage> batch) {
    List<Likelihoods> told = task.tell(networks, scope, batch);
    List<double[]> answers = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      int label = batch.get(i).label();
      answers.add(new double[] {label, told.get(i).answer(), told.get(i).loss(label)});
    }
    return answers;
  }

  private ConfusionMatrix matrix(Map<String, double[]> answers) {
    long[][] counts = new long[labels.size()][labels.size()];
    answers.values().forEach(each -> counts[(int) each[LABEL]][(int) each[ANSWER]]++);
    return new ConfusionMatrix(
        "Confusion",
        "How often images of each class, a row, were answered with each class, a column.",
        labels,
        Arrays.stream(counts).map(row -> Arrays.stream(row).boxed().toList()).toList());
  }

  private Table mistakes(Map<String, double[]> answers) {
    Map<List<Integer>, Long> counts = new HashMap<>();
    answers.values().stream()
        .filter(each -> each[LABEL] != each[ANSWER])
        .forEach(
            each -> counts.merge(List.of((int) each[LABEL], (int) each[ANSWER]), 1L, Long::sum));
    List<List<Cell>> rows =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<List<Integer>, Long>comparingByValue()
                    .reversed()
                    .thenComparing(entry -> entry.getKey().toString()))
            .limit(MISTAKES)
            .map(
                entry ->
                    List.<Cell>of(
                        new Text(labels.get(entry.getKey().get(0))),
                        new Text(labels.get(entry.getKey().get(1))),
                        new Figure(Long.toString(entry.getValue()))))
            .toList();
    return new Table(
        "Confusion",
        "The most frequent mistakes, for a matrix of %d classes would be too large."
            .formatted(labels.size()),
        List.of("True", "Answered", "Images"),
        rows);
  }

  private Table worst(Map<String, double[]> answers) {
    List<Map.Entry<String, double[]>> worst =
        answers.entrySet().stream()
            .sorted(
                Comparator.comparingDouble(
                        (Map.Entry<String, double[]> each) -> -each.getValue()[LOSS])
                    .thenComparing(Map.Entry::getKey))
            .limit(context.config().report().worst())
            .toList();
    Set<String> ids = new HashSet<>();
    worst.forEach(each -> ids.add(each.getKey()));
    Map<String, LabelledImage> images = new HashMap<>();
    evaluation.samples(ids).forEach(image -> images.put(image.id(), image));
    return new Table(
        "Worst",
        "The images with the highest loss, as the network sees them before they are normalised.",
        List.of("Image", "Id", "True", "Answered", "Likelihood of the true class", "Loss"),
        worst.stream()
            .map(each -> row(Objects.requireNonNull(images.get(each.getKey())), each.getValue()))
            .toList());
  }

  private List<Cell> row(LabelledImage image, double[] answer) {
    String label = labels.get((int) answer[LABEL]);
    return List.of(
        new Picture(image.planes(), task.classifier().imageSize(), image.id() + ", " + label),
        new Text(image.id()),
        new Text(label),
        new Text(labels.get((int) answer[ANSWER])),
        new Figure(String.format(Locale.ROOT, "%.4f", Math.exp(-answer[LOSS]))),
        new Figure(String.format(Locale.ROOT, "%.4f", answer[LOSS])));
  }
}
