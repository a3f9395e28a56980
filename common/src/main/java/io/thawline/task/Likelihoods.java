package io.thawline.task;

import java.util.ArrayList;
import java.util.List;

/** How likely each class is of one sample, by a network's logits. */
public final class Likelihoods {
  private final double[] logs;

  private Likelihoods(double[] logs) {
    this.logs = logs;
  }

  /** Of logits, row by row. */
  static List<Likelihoods> ofRows(float[] logits, int classes) {
    List<Likelihoods> rows = new ArrayList<>();
    for (int start = 0; start < logits.length; start += classes) {
      rows.add(new Likelihoods(logs(logits, start, classes)));
    }
    return rows;
  }

  private static double[] logs(float[] logits, int start, int classes) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < classes; i++) {
      highest = Math.max(highest, logits[start + i]);
    }
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += Math.exp(logits[start + i] - highest);
    }
    double[] logs = new double[classes];
    for (int i = 0; i < classes; i++) {
      logs[i] = logits[start + i] - highest - Math.log(sum);
    }
    return logs;
  }

  /** The likeliest class; the first of equals. */
  public int answer() {
    int best = 0;
    for (int i = 1; i < logs.length; i++) {
      best = logs[i] > logs[best] ? i : best;
    }
    return best;
  }

  /** How likely that class is, 0 to 1. */
  public double likelihood(int label) {
    return Math.exp(logs[label]);
  }

  /** The cross-entropy where that class is true. */
  public double loss(int label) {
    return -logs[label];
  }
}
