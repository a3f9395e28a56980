package io.thawline.task;

import java.util.ArrayList;
import java.util.List;

/**
 * How often each class was right, was asked for, and was answered: sums that add up over parts of
 * the data, from which accuracy and F1 follow.
 */
final class ClassTallies {
  private static final int KINDS = 3;

  private final double[] right;
  private final double[] asked;
  private final double[] answered;

  private ClassTallies(int classes) {
    right = new double[classes];
    asked = new double[classes];
    answered = new double[classes];
  }

  /** Of answers in the order of their labels. */
  static ClassTallies of(int classes, List<Integer> labels, List<Integer> answers) {
    ClassTallies tallies = new ClassTallies(classes);
    for (int i = 0; i < labels.size(); i++) {
      tallies.asked[labels.get(i)]++;
      tallies.answered[answers.get(i)]++;
      tallies.right[labels.get(i)] += labels.get(i).equals(answers.get(i)) ? 1 : 0;
    }
    return tallies;
  }

  /** Of what {@link #sums} gave, added up. */
  static ClassTallies of(List<Double> sums) {
    int classes = sums.size() / KINDS;
    ClassTallies tallies = new ClassTallies(classes);
    for (int i = 0; i < classes; i++) {
      tallies.right[i] = sums.get(i);
      tallies.asked[i] = sums.get(classes + i);
      tallies.answered[i] = sums.get(2 * classes + i);
    }
    return tallies;
  }

  List<Double> sums() {
    List<Double> sums = new ArrayList<>();
    for (double[] kind : List.of(right, asked, answered)) {
      for (double sum : kind) {
        sums.add(sum);
      }
    }
    return sums;
  }

  /** The share of right answers; NaN without samples. */
  double accuracy() {
    return sum(right) / sum(asked);
  }

  private static double sum(double[] each) {
    double sum = 0;
    for (double one : each) {
      sum += one;
    }
    return sum;
  }

  /**
   * The mean over the classes of the harmonic mean of precision and recall; classes that were
   * neither asked for nor answered do not count. NaN without samples.
   */
  double macroF1() {
    double sum = 0;
    int seen = 0;
    for (int i = 0; i < right.length; i++) {
      double both = asked[i] + answered[i];
      if (both > 0) {
        sum += 2 * right[i] / both;
        seen++;
      }
    }
    return sum / seen;
  }
}
