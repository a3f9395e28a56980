package io.thawline.report;

import java.util.List;

/**
 * Which classes are taken for which.
 *
 * @param title a word for the navigation
 * @param lead what was counted, in a sentence
 * @param labels of the classes
 * @param counts of each true class, a row, as it was answered, a column
 */
public record ConfusionMatrix(
    String title, String lead, List<String> labels, List<List<Long>> counts) implements Section {
  public ConfusionMatrix {
    labels = List.copyOf(labels);
    counts = counts.stream().map(List::copyOf).toList();
    int classes = labels.size();
    if (counts.size() != classes || counts.stream().anyMatch(row -> row.size() != classes)) {
      throw new IllegalArgumentException(
          "a matrix of %d labels needs as many rows and columns".formatted(classes));
    }
  }
}
