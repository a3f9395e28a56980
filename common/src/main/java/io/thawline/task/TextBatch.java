package io.thawline.task;

import ai.djl.ndarray.NDArray;
import io.thawline.network.Bert;
import io.thawline.nn.StepScope;
import io.thawline.text.TextSample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Texts side by side, filled up to the longest of them.
 *
 * @param samples in their order
 * @param length of the longest in tokens
 */
record TextBatch(List<TextSample> samples, int length) {
  /** What the loss leaves out. */
  private static final int IGNORED = -100;

  static TextBatch of(List<TextSample> samples) {
    return new TextBatch(
        samples, samples.stream().mapToInt(sample -> sample.tokens().length).max().orElse(0));
  }

  /** The inputs of {@link Bert}. */
  Map<String, NDArray> inputs(StepScope scope, boolean entities) {
    int rows = samples.size();
    long[] tokens = new long[rows * length];
    long[] mask = new long[rows * length];
    long[] places = new long[entities ? 2 * rows : 0];
    for (int i = 0; i < rows; i++) {
      int[] own = samples.get(i).tokens();
      for (int t = 0; t < own.length; t++) {
        tokens[i * length + t] = own[t];
        mask[i * length + t] = 1;
      }
      for (int e = 0; e < 2 && entities; e++) {
        places[2 * i + e] = samples.get(i).entities()[e];
      }
    }
    Map<String, NDArray> inputs = new HashMap<>();
    inputs.put(Bert.TOKENS, scope.longs(tokens, rows, length));
    inputs.put(Bert.MASK, scope.longs(mask, rows, length));
    inputs.put(Bert.TYPES, scope.longs(new long[rows * length], rows, length));
    if (entities) {
      inputs.put(Bert.ENTITIES, scope.longs(places, rows, 2));
    }
    return inputs;
  }

  /**
   * The classes, int64.
   *
   * @param perToken [N * T], with -100 for a token without a label; otherwise [N]
   */
  NDArray labels(StepScope scope, boolean perToken) {
    int width = perToken ? length : 1;
    long[] labels = new long[samples.size() * width];
    Arrays.fill(labels, IGNORED);
    for (int i = 0; i < samples.size(); i++) {
      int[] own = samples.get(i).labels();
      for (int t = 0; t < own.length; t++) {
        labels[i * width + t] = own[t] == TextSample.NO_LABEL ? IGNORED : own[t];
      }
    }
    return scope.longs(labels, labels.length);
  }

  /** Where labels stand in a sample. */
  static int[] labelled(TextSample sample) {
    return IntStream.range(0, sample.labels().length)
        .filter(t -> sample.labels()[t] != TextSample.NO_LABEL)
        .toArray();
  }
}
