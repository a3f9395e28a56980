package io.thawline.jobs;

import io.thawline.cluster.TextColumns;
import io.thawline.cluster.TextSource;
import io.thawline.config.Key;

/**
 * Texts to classify.
 *
 * @param kind which kind of data
 * @param samples where they lie
 * @param columns what their columns are called; of the label only where there are labels to compare
 *     with
 */
public record TextSampleOptions(
    @Key(help = "which kind of data", example = "texts") Kind kind,
    @Key(help = "the texts", example = "{path: new.jsonl}") TextSource samples,
    TextColumns columns)
    implements SampleOptions {
  /** Which kind of data. */
  public enum Kind {
    TEXTS
  }
}
