package io.thawline.task;

import io.thawline.config.Key;
import io.thawline.network.BertOptions;
import io.thawline.network.NetworkOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Classifying texts, their words, or the relation of two entities in them.
 *
 * @param kind which of these
 * @param labels of the classes, in the order of the network's outputs
 * @param markers before and behind the first and the second entity, of the tokenizer's vocabulary;
 *     for relations
 * @param adversarial whether word embeddings are moved against the network
 */
public record TextOptions(
    @Key(help = "what is learned", example = "text_classification") Kind kind,
    @Key(help = "labels of the classes, in order", example = "[negative, positive]")
        List<String> labels,
    @Key(
            help = "tokens around the two entities of a relation",
            defaultValue = "['[unused1]', '[unused2]', '[unused3]', '[unused4]']")
        List<String> markers,
    AdversarialOptions adversarial)
    implements TaskOptions {
  private static final int MARKERS = 4;

  /** Which task. */
  public enum Kind {
    /** A label a text. */
    TEXT_CLASSIFICATION(BertOptions.Head.SEQUENCE),
    /** A label a word, such as B-PER and O. */
    TOKEN_CLASSIFICATION(BertOptions.Head.TOKEN),
    /** A label for two marked entities. */
    RELATION_CLASSIFICATION(BertOptions.Head.RELATION);

    private final BertOptions.Head head;

    Kind(BertOptions.Head head) {
      this.head = head;
    }
  }

  public TextOptions {
    labels = List.copyOf(labels);
    markers = List.copyOf(markers);
    List<String> problems = new ArrayList<>();
    if (labels.size() < 2 || new HashSet<>(labels).size() < labels.size()) {
      problems.add("labels must be two or more that differ, got " + labels);
    }
    if (markers.size() != MARKERS || new HashSet<>(markers).size() < MARKERS) {
      problems.add("markers must be four tokens that differ, got " + markers);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  @Override
  public String name() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<String> problems(NetworkOptions model) {
    if (!(model instanceof BertOptions bert)) {
      return List.of("model.kind must be bert for task.kind " + name());
    }
    List<String> problems = new ArrayList<>();
    if (bert.head() != kind.head) {
      problems.add(
          "model.head must be %s for task.kind %s"
              .formatted(kind.head.name().toLowerCase(Locale.ROOT), name()));
    }
    if (bert.classes() != labels.size()) {
      problems.add(
          "model.classes must be %d, one for each of task.labels, got %d"
              .formatted(labels.size(), bert.classes()));
    }
    return problems;
  }

  @Override
  public TextTask task(NetworkOptions model) {
    List<String> problems = problems(model);
    if (model instanceof BertOptions bert && problems.isEmpty()) {
      return new TextTask(bert, this);
    }
    throw new IllegalArgumentException(String.join("\n", problems));
  }
}
