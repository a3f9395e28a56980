package io.thawline.jobs;

import io.thawline.cluster.TextColumns;
import io.thawline.cluster.TextSource;
import io.thawline.config.Key;
import io.thawline.network.NetworkOptions;
import io.thawline.task.TaskOptions;
import io.thawline.task.TextOptions;
import java.util.List;

/**
 * Texts to train and to validate on.
 *
 * @param kind which kind of data
 * @param tokenizer a {@code tokenizer.json}, or a {@code vocab.txt} of BERT's
 * @param lowercase whether a {@code vocab.txt} is of lower case
 * @param train texts to train on
 * @param validation texts to validate on
 * @param columns what their columns are called
 * @param batchSize samples an optimizer step
 * @param reshuffleEvery epochs after which samples are placed on other shards; 0 for never
 * @param validationShards tasks an evaluation is spread over
 * @param validationBatchSize samples a task evaluates at once
 */
public record TextData(
    @Key(help = "which kind of data", example = "texts") Kind kind,
    @Key(help = "a tokenizer.json or a vocab.txt", path = true) String tokenizer,
    @Key(help = "whether a vocab.txt is of lower case", defaultValue = "true") boolean lowercase,
    @Key(help = "texts to train on", example = "{path: train.jsonl}") TextSource train,
    @Key(help = "texts to validate on", example = "{path: validation.jsonl}") TextSource validation,
    TextColumns columns,
    @Key(help = "samples an optimizer step", defaultValue = "16") int batchSize,
    @Key(help = "epochs after which samples change shards, 0 for never", defaultValue = "0")
        int reshuffleEvery,
    @Key(help = "tasks an evaluation is spread over", defaultValue = "2") int validationShards,
    @Key(help = "samples a task evaluates at once", defaultValue = "32") int validationBatchSize)
    implements DataOptions {
  /** Which kind of data. */
  public enum Kind {
    TEXTS
  }

  public TextData {
    Batches.require(batchSize, reshuffleEvery, validationShards, validationBatchSize);
  }

  @Override
  public Batches batches() {
    return new Batches(batchSize, reshuffleEvery, validationShards, validationBatchSize);
  }

  @Override
  public List<String> problems(TaskOptions task, NetworkOptions model) {
    if (!(task instanceof TextOptions text)) {
      return List.of("data.kind must not be texts for task.kind " + task.name());
    }
    boolean places = !columns.first().isBlank();
    return places && text.kind() != TextOptions.Kind.RELATION_CLASSIFICATION
        ? List.of("data.columns.first and second must be left out for task.kind " + task.name())
        : List.of();
  }
}
