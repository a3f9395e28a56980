package io.thawline.jobs;

import io.thawline.config.Key;
import io.thawline.network.NetworkOptions;
import io.thawline.task.ImageClassificationOptions;
import io.thawline.task.TaskOptions;
import java.util.List;

/**
 * Images with labels to train and to validate on: folders, of which each sub-folder is a class, or
 * tables with a column of image files.
 *
 * @param kind which kind of data
 * @param train what is trained on
 * @param validation what is validated on; without a place of its own, other rows of the same place
 * @param validationShare the share of {@code train} that is validated on instead, by the hash of
 *     ids; 0 where {@code validation} says which
 * @param columns of tables
 * @param batchSize samples an optimizer step
 * @param reshuffleEvery epochs after which samples are placed on other shards; 0 for never
 * @param validationShards tasks an evaluation is spread over
 * @param validationBatchSize samples a task evaluates at once
 */
public record ImageData(
    @Key(help = "which kind of data", example = "images") Kind kind,
    DatasetOptions train,
    DatasetOptions validation,
    @Key(
            help = "share of train to validate on instead, by the hash of ids",
            defaultValue = "0",
            example = "0.2")
        double validationShare,
    ImageColumns columns,
    @Key(help = "samples an optimizer step", defaultValue = "16") int batchSize,
    @Key(help = "epochs after which samples change shards, 0 for never", defaultValue = "0")
        int reshuffleEvery,
    @Key(help = "tasks an evaluation is spread over", defaultValue = "2") int validationShards,
    @Key(help = "samples a task evaluates at once", defaultValue = "32") int validationBatchSize)
    implements DataOptions {
  /** Which kind of data. */
  public enum Kind {
    IMAGES
  }

  public ImageData {
    Batches.require(batchSize, reshuffleEvery, validationShards, validationBatchSize);
    new Division(train, validation, validationShare)
        .require(
            "a folder with a sub-folder a class, or files with format",
            !columns.equals(ImageColumns.USUAL));
  }

  Division division() {
    return new Division(train, validation, validationShare);
  }

  @Override
  public Batches batches() {
    return new Batches(batchSize, reshuffleEvery, validationShards, validationBatchSize);
  }

  @Override
  public List<String> problems(TaskOptions task, NetworkOptions model) {
    return task instanceof ImageClassificationOptions
        ? List.of()
        : List.of("data.kind must not be images for task.kind " + task.name());
  }
}
