package io.thawline.text;

/**
 * A text in rows of the word embedding.
 *
 * @param tokens as in {@link TextSample}
 * @param labels likewise
 * @param entities likewise
 * @param problem why it cannot be learned from, without saying which text it is; empty where it can
 */
public record EncodedText(int[] tokens, int[] labels, int[] entities, String problem) {
  private static final int[] NONE = {};

  /** What cannot be learned from. */
  public static EncodedText refused(String problem) {
    return new EncodedText(NONE, NONE, NONE, problem);
  }
}
