package io.thawline.task;

import io.thawline.text.Entities;
import io.thawline.text.Entities.Entity;
import io.thawline.text.TextSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of a classifier's answers that add up over samples: a row of true classes by answered
 * ones; where words are tagged, behind them the entities that are true, answered, and both.
 */
final class TextTallies {
  private static final int ENTITIES = 3;

  private final List<String> labels;
  private final boolean tagged;
  private final double[] counts;

  TextTallies(List<String> labels, boolean tagged) {
    this.labels = labels;
    this.tagged = tagged;
    this.counts = new double[labels.size() * labels.size() + (tagged ? ENTITIES : 0)];
  }

  /**
   * Counts the answers to one sample.
   *
   * @param logits a row of classes a token, or one
   * @return the mean cross-entropy of its labels
   */
  double add(TextSample sample, float[] logits) {
    int classes = labels.size();
    List<String> truth = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    double loss = 0;
    for (int place : TextBatch.labelled(sample)) {
      float[] row = Arrays.copyOfRange(logits, place * classes, (place + 1) * classes);
      int label = sample.labels()[place];
      int answer = largest(row);
      counts[label * classes + answer]++;
      truth.add(labels.get(label));
      answers.add(labels.get(answer));
      loss += logSum(row) - row[label];
    }
    if (tagged) {
      count(Entities.in(truth), Entities.in(answers));
    }
    return loss / truth.size();
  }

  private void count(Set<Entity> truth, Set<Entity> answers) {
    int at = counts.length - ENTITIES;
    counts[at] += truth.size();
    counts[at + 1] += answers.size();
    counts[at + 2] += truth.stream().filter(answers::contains).count();
  }

  private static int largest(float[] row) {
    int largest = 0;
    for (int i = 1; i < row.length; i++) {
      largest = row[i] > row[largest] ? i : largest;
    }
    return largest;
  }

  private static double logSum(float[] row) {
    double highest = row[largest(row)];
    double sum = 0;
    for (float value : row) {
      sum += Math.exp(value - highest);
    }
    return highest + Math.log(sum);
  }

  List<Double> values() {
    return Arrays.stream(counts).boxed().toList();
  }

  /** Accuracy, macro F1 over the classes that occur, and of entities the micro average. */
  static SortedMap<String, Double> metrics(List<Double> counts, int classes, boolean tagged) {
    double right = 0;
    double all = 0;
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < classes; c++) {
      double truth = 0;
      double answered = 0;
      for (int other = 0; other < classes; other++) {
        truth += counts.get(c * classes + other);
        answered += counts.get(other * classes + c);
      }
      double both = counts.get(c * classes + c);
      right += both;
      all += truth;
      occurring += truth + answered > 0 ? 1 : 0;
      sum += f1(truth, answered, both);
    }
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(TextMetrics.ACCURACY, right / all);
    metrics.put(TextMetrics.MACRO_F1, sum / occurring);
    if (tagged) {
      List<Double> entities = counts.subList(counts.size() - ENTITIES, counts.size());
      metrics.put(TextMetrics.ENTITY_F1, f1(entities.get(0), entities.get(1), entities.get(2)));
      metrics.put(TextMetrics.ENTITY_PRECISION, share(entities.get(2), entities.get(1)));
      metrics.put(TextMetrics.ENTITY_RECALL, share(entities.get(2), entities.get(0)));
    }
    return metrics;
  }

  /** 0 where there is nothing to find and nothing was found, as conlleval has it. */
  private static double f1(double truth, double answered, double both) {
    return share(2 * both, truth + answered);
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
