package io.thawline.task;

import io.thawline.config.Key;
import io.thawline.network.ImageClassifier;
import io.thawline.network.NetworkOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Telling which of some classes an image is of, by cross-entropy.
 *
 * @param kind which task
 * @param labelSmoothing the share of each label that is spread over all classes while training
 * @param classWeights how much samples of each class count while training
 * @param augment how images are changed at random while training
 * @param normalise what becomes of their pixels
 */
public record ImageClassificationOptions(
    @Key(help = "what is learned", example = "image_classification") Kind kind,
    @Key(help = "share of each label that is spread over all classes", defaultValue = "0")
        double labelSmoothing,
    ClassWeightOptions classWeights,
    AugmentOptions augment,
    NormaliseOptions normalise)
    implements TaskOptions {
  /** Which task. */
  public enum Kind {
    IMAGE_CLASSIFICATION
  }

  public ImageClassificationOptions {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label_smoothing must be from 0 to below 1, got %s: write for example 0.1"
              .formatted(labelSmoothing));
    }
  }

  @Override
  public String name() {
    return "image_classification";
  }

  @Override
  public List<String> problems(NetworkOptions model) {
    return ImageClassifier.of(model)
        .map(this::problems)
        .orElse(
            List.of(
                "model.kind must be one that takes images to classes (resnet18, resnet34, resnet50,"
                    + " mobilenet_v2, torchscript, or composed of these with a last layer that gives a vector)"
                    + " for task.kind image_classification"));
  }

  private List<String> problems(ImageClassifier classifier) {
    List<String> problems = new ArrayList<>(normalise.problems(classifier.channels()));
    problems.addAll(classWeights.problems(classifier.classes()));
    if (augment.cropPadding() >= classifier.imageSize()) {
      problems.add(
          "task.augment.crop_padding must be below model.image_size (%d), got %d"
              .formatted(classifier.imageSize(), augment.cropPadding()));
    }
    return problems;
  }

  /** The task before its samples are known: all classes count alike. */
  @Override
  public ImageClassificationTask task(NetworkOptions model) {
    int classes = ImageClassifier.of(model).map(ImageClassifier::classes).orElse(0);
    return task(model, Collections.nCopies(classes, 1.0));
  }

  /**
   * The task.
   *
   * @param weights how much a sample of each class counts while training
   * @throws IllegalArgumentException when the network cannot learn it
   */
  public ImageClassificationTask task(NetworkOptions model, List<Double> weights) {
    List<String> problems = problems(model);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new ImageClassificationTask(model, this, weights);
  }
}
