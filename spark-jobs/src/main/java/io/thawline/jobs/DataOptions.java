package io.thawline.jobs;

import io.thawline.network.NetworkOptions;
import io.thawline.task.TaskOptions;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is learned from. In YAML a block of keys, of which {@code kind} says which kind of data they
 * describe.
 */
public sealed interface DataOptions permits GlyphData, ImageData, TextData {
  /** How many samples are trained on, where that is known before they are prepared. */
  default OptionalLong trainingSamples() {
    return OptionalLong.empty();
  }

  /** How samples are put together and spread. */
  Batches batches();

  /**
   * One line for each reason why they do not fit a task and a network, which begins with the key to
   * change.
   */
  List<String> problems(TaskOptions task, NetworkOptions model);
}
