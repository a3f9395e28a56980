package io.thawline.text;

import java.io.Serializable;
import java.util.List;

/**
 * What a text may be.
 *
 * @param labels of the classes, in their order
 * @param markers before and behind the first and the second entity; empty where none are marked
 * @param longest in tokens
 * @param rows of the word embedding
 */
public record TextRules(List<String> labels, List<String> markers, int longest, int rows)
    implements Serializable {
  public TextRules {
    labels = List.copyOf(labels);
    markers = List.copyOf(markers);
  }
}
