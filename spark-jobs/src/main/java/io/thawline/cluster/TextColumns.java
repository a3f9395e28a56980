package io.thawline.cluster;

import io.thawline.config.Key;

/**
 * What the columns of texts are called. Of tagged sentences text and label are lists, or words and
 * tags with spaces between them; of relations first and second are {@code [start, end]} in
 * characters, or {@code start:end}.
 *
 * @param id unique in its data set; empty for a hash of the row
 * @param text of the sample
 * @param label of the text, of each word, or of the relation
 * @param first place of the first entity; empty where the text has its markers in it
 * @param second likewise
 */
public record TextColumns(
    @Key(help = "unique ids, a hash of the row if empty", defaultValue = "") String id,
    @Key(help = "the texts", defaultValue = "text") String text,
    @Key(help = "their labels", defaultValue = "label") String label,
    @Key(help = "place of a relation's first entity", defaultValue = "") String first,
    @Key(help = "place of its second entity", defaultValue = "") String second) {
  public TextColumns {
    if (text.isBlank() || label.isBlank()) {
      throw new IllegalArgumentException("text and label must name a column each");
    }
    if (first.isBlank() != second.isBlank()) {
      throw new IllegalArgumentException("first and second must both be given, or neither");
    }
  }
}
