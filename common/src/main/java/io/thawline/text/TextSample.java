package io.thawline.text;

import io.thawline.sample.Sample;

/** One text as a network reads it. The arrays are shared, not copied; nobody writes to them. */
public final class TextSample implements Sample {
  /** Stands where a token has no label of its own. */
  public static final int NO_LABEL = -1;

  private static final long serialVersionUID = 1L;

  private final String id;
  private final int[] tokens;
  private final int[] labels;
  private final int[] entities;

  /**
   * A text.
   *
   * @param id stable across runs and machines, unique in its data set
   * @param tokens rows of the word embedding
   * @param labels the text's class alone; or one a token, {@value #NO_LABEL} where a token is none
   *     of a word's first
   * @param entities where the markers before two entities stand; empty where there are none
   */
  public TextSample(String id, int[] tokens, int[] labels, int[] entities) {
    this.id = id;
    this.tokens = tokens;
    this.labels = labels;
    this.entities = entities;
  }

  @Override
  public String id() {
    return id;
  }

  public int[] tokens() {
    return tokens;
  }

  public int[] labels() {
    return labels;
  }

  public int[] entities() {
    return entities;
  }
}
