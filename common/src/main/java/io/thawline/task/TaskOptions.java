package io.thawline.task;

import io.thawline.network.NetworkOptions;
import java.io.Serializable;
import java.util.List;

/**
 * What is learned. In YAML a block of the task's own keys, of which {@code kind} says which task it
 * is.
 */
public sealed interface TaskOptions extends Serializable
    permits GlyphTaskOptions, ImageClassificationOptions, TextOptions {
  /** As {@code kind} is written, such as {@code font}. */
  String name();

  /**
   * One line for each reason why a network cannot learn it, which begins with the key to change.
   */
  List<String> problems(NetworkOptions model);

  /**
   * The task, for a network that can learn it.
   *
   * @throws IllegalArgumentException when it cannot
   */
  Task<?> task(NetworkOptions model);

  /** What is left of the task for a network that has learned it; others beside it are gone. */
  default Task<?> learnedBy(NetworkOptions model) {
    return task(model);
  }
}
