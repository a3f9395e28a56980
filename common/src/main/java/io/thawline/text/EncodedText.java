package io.thawline.text;

/** A text in rows of the word embedding, or why there is none. */
public final class EncodedText {
  private static final int[] NONE = {};

  private final int[] tokens;
  private final int[] labels;
  private final int[] entities;
  private final String problem;

  private EncodedText(int[] tokens, int[] labels, int[] entities, String problem) {
    this.tokens = tokens;
    this.labels = labels;
    this.entities = entities;
    this.problem = problem;
  }

  /** What {@link TextSample} holds. */
  static EncodedText of(int[] tokens, int[] labels, int[] entities) {
    return new EncodedText(tokens, labels, entities, "");
  }

  /** What cannot be learned from. */
  public static EncodedText refused(String problem) {
    return new EncodedText(NONE, NONE, NONE, problem);
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

  /** Why it cannot be learned from, without saying which text it is; empty where it can. */
  public String problem() {
    return problem;
  }
}
