package io.thawline.task;

import java.util.List;

/** Names of what {@link TextTask} measures beside its loss. */
public final class TextMetrics {
  /** The share of labels that are right. */
  public static final String ACCURACY = "accuracy";

  /** The mean of the classes' F1, of those that occur. */
  public static final String MACRO_F1 = "macro_f1";

  /** Of entities whose words and type are all right, over all sentences. */
  public static final String ENTITY_F1 = "entity_f1";

  public static final String ENTITY_PRECISION = "entity_precision";

  public static final String ENTITY_RECALL = "entity_recall";

  /** All of them, in the order of a report. */
  public static final List<String> ALL =
      List.of(ACCURACY, MACRO_F1, ENTITY_F1, ENTITY_PRECISION, ENTITY_RECALL);

  private TextMetrics() {}
}
